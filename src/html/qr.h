/*
 * Qr: a text as a QR code (ISO/IEC 18004) that a telephone reads from a sheet of paper.
 */
#ifndef HTML_QR_H
#define HTML_QR_H

#include "html/html.h"

/* As an <svg> element. The text is as long as a key, not a book. */
void html_qr(Html *page, const char *text);

#endif
