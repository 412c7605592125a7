#include "html/qr.h"

#include <qrencode.h>

enum { QUIET = 4 }; /* modules around it that stay white: readers need them */

static void
free_code(QRcode **code)
{
    QRcode_free(*code);
}

/* Dark modules that touch in a row are one step of the path. */
static void
put_row(Buf *out, const unsigned char *module, int width, int y)
{
    for (int x = 0; x < width;) {
        int length = 0;
        while (x + length < width && (module[x + length] & 1) != 0)
            length++;
        if (length > 0)
            buf_printf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, length, length);
        x += length > 0 ? length : 1;
    }
}

void
html_qr(Html *page, const char *text)
{
    CLEANUP(free_code)
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

    assert(code != NULL); /* every text of that kind fits, unless there is no memory at all */
    int size = code->width + 2 * QUIET;
    buf_printf(page->out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
               size, size);
    html_text(page, lang_text(page->lang, TR("The product key as a QR code")));
    buf_printf(page->out, "\"><rect width=\"%d\" height=\"%d\"/><path d=\"", size, size);
    for (int y = 0; y < code->width; y++)
        put_row(page->out, code->data + (size_t)y * (size_t)code->width, code->width, y);
    buf_text(page->out, "\"/></svg>");
}
