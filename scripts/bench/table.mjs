// A result as text.

/** The tables that `npm run bench` prints. */
export function formatResult(result, budgets) {
  const { runs, machine, node, isBusy, bytes, absent, rows, onScreen } = result
  const head = ['whole process', 'median ms', 'p10', 'p90', 'x empty', 'x socket', 'x node', 'x awsx env']
  const body = rows.map((row) => [
    row.title,
    ...[row.medianMs, row.p10Ms, row.p90Ms].map((ms) => ms.toFixed(1)),
    ...[row.perEmpty, row.perSocket, row.perNode, row.perAwsx].map((ratio) => ratio.toFixed(2)),
  ])
  const seen = onScreen.map(({ title, frameMs, keyMs, key95Ms, keys }) => [
    title,
    ...[frameMs, keyMs, key95Ms].map((ms) => ms.toFixed(1)),
    String(keys),
  ])
  const marks = budgets.map(({ what, unit, budget, value, isKept }) => [
    what,
    value === null ? '-' : formatValue(value, unit),
    `<= ${formatValue(budget, unit)}`,
    isKept === null ? 'not here' : isKept ? 'OK' : 'over',
  ])
  return [
    `${runs} interleaved rounds, ${machine}, Node ${node.slice(1)}`,
    ...(isBusy ? ['the machine was busy with other work: read the ratios, not the milliseconds'] : []),
    '',
    ...formatColumns([head, ...body]),
    '',
    ...formatColumns([['on a terminal', 'first frame ms', 'key ms', '95 of 100 keys ms', 'keys'], ...seen]),
    '',
    ...formatColumns([['budget', 'measured', 'allowed', ''], ...marks]),
    '',
    ...result.agents.flatMap(({ build, memory }) =>
      memory.map(
        ({ requests, ownMb }) =>
          `agent, ${build}: of the resident memory its own, no file's, after ${requests} requests: ${ownMb === null ? 'not here' : `${ownMb.toFixed(1)} MB`}`,
      ),
    ),
    `size: native ${formatMegabytes(bytes.native)}, Node bundle ${formatMegabytes(bytes.node)}`,
    ...absent.map(({ title, why }) => `not measured: ${title}: ${why}`),
  ].join('\n')
}

function formatValue(value, unit) {
  if (unit === 'x') return `${value.toFixed(2)} x`
  if (unit === 'ms') return `${value.toFixed(value < 1 ? 3 : 1)} ms`
  return unit === 'MB' ? `${value.toFixed(1)} MB` : `${value} ${unit}`
}

function formatMegabytes(count) {
  return `${(count / 1e6).toFixed(1)} MB`
}

/** The first column is words, the others stand to the right. */
function formatColumns(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  )
}
