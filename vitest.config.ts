import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/sequencer.ts'

// Tests never see the AWS settings, the keys or the proxies of whoever runs them.
for (const name of Object.keys(process.env)) {
  if (/^(AWSX?_|BUN_|NODE_OPTIONS$|.*_proxy$|XDG_|TMUX)/i.test(name)) delete process.env[name]
}

function endToEnd(flavour: 'native' | 'node') {
  return {
    extends: true as const,
    test: {
      name: flavour,
      include: ['test/**/*.test.ts'],
      env: { AWSX_UNDER_TEST: flavour },
      // For what hangs: a test that works ends by itself, on a busy machine as well.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      // Real shells, terminals and daemons on a busy machine: what fails once by luck is tried again, and the report names
      // it. A secret that leaked is no luck.
      retry: { count: 1, condition: /^(?![^]*leaked)/ },
    },
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    // One more than a small build server has cores: a test waits for shells, terminals and processes as well.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A second, which it is by default, is too little where every core is busy.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{packages/*/src,scripts}/**/*.test.ts'], testTimeout: 300_000 },
      },
      endToEnd('native'),
      endToEnd('node'),
    ],
  },
})
