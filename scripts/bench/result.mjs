// From times to medians, ratios and budgets. Budgets: the design's section on speed.

/** The values of a run: medians and spread of each row, its ratios to the reference rows. */
export function summarise({ rows, times, onScreen, hooks, prompts, facts, agents, absent }) {
  const medianOf = (id) => quantile(times.get(id), 0.5)
  return {
    ...facts,
    rows: rows.map(({ id, title }) => {
      const medianMs = medianOf(id)
      return {
        id,
        title,
        medianMs,
        p10Ms: quantile(times.get(id), 0.1),
        p90Ms: quantile(times.get(id), 0.9),
        perEmpty: medianMs / medianOf('empty'),
        perSocket: medianMs / medianOf('socket'),
        perNode: medianMs / medianOf('node'),
        perAwsx: medianMs / medianOf('agent native env'),
      }
    }),
    manyProfilesMs: medianOf('many') - medianOf('native explain'),
    onScreen: onScreen.map(({ id, title, frames, keys }) => ({
      id,
      title,
      frameMs: quantile(frames, 0.5),
      keyMs: quantile(keys, 0.5),
      key95Ms: quantile(keys, 0.95),
      keys: keys.length,
    })),
    hooks: hooks.map(({ shell, times: list }) => ({ shell, medianMs: list === null ? null : quantile(list, 0.5) })),
    prompts: prompts.map(({ shell, times: list, processes }) => ({
      shell,
      medianMs: list === null ? null : quantile(list, 0.5),
      processes,
    })),
    agents,
    absent: absent.map(({ title, why }) => ({ title, why })),
  }
}

/** fish's goes with its `date`, and has no budget of its own. */
const mostPromptMs = { zsh: 0.1, bash: 0.2 }

/** Each budget with what was measured against it; `isKept` is null where nothing could be measured. */
export function judgeBudgets({ rows, manyProfilesMs, onScreen, hooks, prompts, agents }) {
  const row = (id) => rows.find((candidate) => candidate.id === id)
  const seen = (size) => onScreen.find(({ id }) => id === `picker native ${size}`) ?? null
  const judge = (what, unit, budget, value) => ({
    what,
    unit,
    budget,
    value,
    isKept: value === null ? null : value <= budget,
  })
  const mostMs = 2.5 * row('socket').medianMs
  const mostWarmMs = 1.5 * row('socket').medianMs
  return [
    judge('agent: env, of the program that asks a socket', 'x', 1.5, row('agent native env').perSocket),
    judge('agent: credential-process, likewise', 'x', 1.5, row('agent native credential-process').perSocket),
    judge('agent: env, of node -e 0', 'x', 0.5, row('agent native env').perNode),
    judge('agent: exec -- true: 1.5 x and 3 ms more', 'ms', mostWarmMs + 3, row('agent native exec -- true').medianMs),
    ...agents.flatMap(({ build, memory, wakeUps, takeOverMs }) => [
      ...memory.map(({ requests, mb }) => judge(`agent, ${build}: resident after ${requests} requests`, 'MB', 80, mb)),
      judge(`agent, ${build}: woken in 10 s, idle and locked`, 'times', 0, wakeUps),
      judge(`agent, ${build}: a killed client's question is taken over, at most`, 'ms', 2000, takeOverMs),
    ]),
    judge('env, of the program that asks a socket', 'x', 2.5, row('native env').perSocket),
    judge('credential-process, likewise', 'x', 2.5, row('native credential-process').perSocket),
    judge('exec -- true: that and 3 ms more', 'ms', mostMs + 3, row('native exec -- true').medianMs),
    judge('10,000 profiles: read and planned', 'ms', 60, manyProfilesMs),
    judge('awsx on a terminal: first frame, 1,000 profiles', 'ms', 120, seen(1000)?.frameMs ?? null),
    judge('awsx on a terminal: first frame, 10,000 profiles', 'ms', 250, seen(10_000)?.frameMs ?? null),
    judge('awsx on a terminal: key to frame, 10,000, 95 of 100', 'ms', 16, seen(10_000)?.key95Ms ?? null),
    ...hooks.map(({ shell, medianMs }) => judge(`sourcing the ${shell} hook`, 'ms', 2, medianMs)),
    ...prompts
      .filter(({ shell }) => shell in mostPromptMs)
      .map(({ shell, medianMs }) =>
        judge(`CPU of a prompt in ${shell}, a profile in use`, 'ms', mostPromptMs[shell], medianMs),
      ),
    ...prompts.map(({ shell, processes }) =>
      judge(`started by a prompt in ${shell}`, 'processes', shell === 'fish' ? 1 : 0, processes),
    ),
  ]
}

function quantile(times, share) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at))
}
