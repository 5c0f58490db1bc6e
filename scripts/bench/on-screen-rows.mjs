// Our picker with few and with many profiles in both builds, and fzf with as many lines.
import { describeProfile, formatManyProfiles } from './many-profiles.mjs'
import { findPrograms } from './programs.mjs'

const sizes = [100, 1000, 10_000, 20_000]
const fzfSizes = [1000, 10_000]

/** What to start, and how to read its screen: whether a frame is whole, the query, and how many lines fit it. */
export function listPickers(world, agents) {
  return [
    ...sizes.flatMap((size) => ['native', 'node'].map((build) => describeOwn(world, agents[build], build, size))),
    ...fzfSizes.map((size) => describeFzf(world, size)),
  ]
}

/** The query and the count stand in the first line of a frame, the keys in the last. */
const queryLine = /^❯ (?<query>.*?) +(?<count>\d+(?:\/\d+)?)$/

function describeOwn({ programs, config, write }, agent, build, size) {
  const read = (lines) => lines.map((line) => queryLine.exec(line)?.groups).find((found) => found !== undefined)
  const readCount = (lines) => read(lines)?.count ?? null
  return {
    id: `picker ${build} ${size}`,
    title: `awsx, ${size.toLocaleString('en')} profiles${build === 'node' ? ', Node bundle' : ''}`,
    argv: [programs[build]],
    // The world itself has two.
    env: { ...agent.env, AWS_CONFIG_FILE: write(`pickers/${size}`, config + formatManyProfiles(size - 2)) },
    isWhole: (lines) => readCount(lines) === String(size) && lines.some((line) => line.includes('enter use')),
    readQuery: (lines) => read(lines)?.query ?? null,
    readCount,
  }
}

/** With the columns that our picker shows; its query is the last line, its count the one before. */
function describeFzf({ env, write }, size) {
  const [path = 'fzf'] = findPrograms('fzf')
  const lines = Array.from({ length: size }, (_, index) => Object.values(describeProfile(index)).join('  '))
  const readCount = (shown) => shown.map((line) => /^ +(\d+\/\d+)/.exec(line)?.[1]).find(Boolean) ?? null
  return {
    id: `fzf ${size}`,
    title: `fzf, ${size.toLocaleString('en')} lines`,
    argv: ['/bin/sh', '-c', 'exec "$0" <"$1"', path, write(`fzf-${size}`, `${lines.join('\n')}\n`)],
    env,
    isWhole: (shown) => readCount(shown) === `${size}/${size}`,
    readQuery: (shown) => /^> ?(.*)$/.exec(shown.findLast((line) => line !== '') ?? '')?.[1] ?? null,
    readCount,
  }
}
