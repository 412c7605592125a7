/*
 * What was measured, line by line as it comes, and as a table in the end.
 */
const rows = [];

export function median(numbers) {
    return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

export function show(number) {
    return number.toLocaleString('en', { maximumFractionDigits: number < 10 ? 2 : 0 });
}

function print(row) {
    console.log(`\n${row.line}\n    ${row.measured} against ${row.limit}: ${row.value}, ` +
        `bar ${row.bar}: ${row.reached ? 'reached' : 'NOT REACHED'}` +
        (row.note ? `\n    ${row.note}` : ''));
}

export function add(row) {
    rows.push(row);
    print(row);
}

/*
 * The median of what the turns say, each held against its own neighbour: how fast a machine is
 * changes from minute to minute, and seldom from one turn to the next.
 */
export function ratioOfTurns(ours, theirs) {
    return median(ours.map((one, turn) => one / theirs[turn]));
}

/* So many times as fast as the limit, at least; ours and theirs are the rates of the turns. */
export function addRatio(line, ours, theirs, bar, { unit, named, note }) {
    const ratio = ratioOfTurns(ours, theirs);
    add({
        line, measured: `${show(median(ours))} ${unit}`, limit: `${show(median(theirs))} ${named}`,
        value: ratio.toFixed(2), bar: `≥ ${bar}`, reached: ratio >= bar, note,
    });
}

/* What one costs beside the other, no more than so many times; costs of the turns in µs. */
export function addGrowth(line, ours, theirs, bar, { named, note }) {
    const ratio = ratioOfTurns(ours, theirs);
    add({
        line, measured: `${show(median(ours))} µs`, limit: `${show(median(theirs))} µs ${named}`,
        value: ratio.toFixed(2), bar: `≤ ${bar}`, reached: ratio <= bar, note,
    });
}

/* No more than so much. */
export function addMost(line, measured, most, unit, note) {
    add({
        line, measured: `${show(measured)} ${unit}`, limit: 'a fixed number',
        value: (measured / most).toFixed(2), bar: `≤ ${show(most)} ${unit}`,
        reached: measured <= most, note,
    });
}

export function printTable() {
    const columns = ['line', 'measured', 'limit', 'value', 'bar', 'reached'];
    const cells = [['line', 'measured', 'against', 'ratio', 'bar', ''],
        ...rows.map((row) => columns.map((name) => (
            name === 'reached' ? (row.reached ? 'reached' : 'NOT REACHED') : row[name])))];
    const width = columns.map((_, i) => Math.max(...cells.map((cell) => [...cell[i]].length)));
    console.log();
    for (const cell of cells) {
        console.log(cell.map((text, i) => text + ' '.repeat(width[i] - [...text].length))
            .join('  ').trimEnd());
    }
}

