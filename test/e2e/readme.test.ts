import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createWorld, findAwsCli, findProgram, startTutorial, type Tutorial } from '../harness/index.ts'
import { compareOutput, readBlocks } from './support/readme-blocks.ts'
import { createTypist, type Answer } from './support/typist.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const { story, others } = readBlocks(readme)
const aws = findAwsCli()
const age = findProgram('age')
const passphrase = 'correct horse battery staple'

/** By their first line: what needs a clone or another shell, and is not played. */
const notPlayed = [
  'npm run demo      # the story below, against a fake AWS on your own machine; touches nothing of yours',
  'npm run build',
  'eval "$(awsx hook zsh)"; eval "$(awsx completion zsh)"       # ~/.zshrc, after compinit',
  "awsx settings set classes '*prod*: red confirm max=1h; *audit*: blue read-only'",
  'awsx exec web-admin --via endpoint --token-variable -- docker run --network host \\',
  '$ awsx unlock --for 2h',
]

describe('README', () => {
  test.skipIf(aws === null || age === null)('its story happens as it says', { timeout: 600_000 }, async () => {
    const tutorial = await startTutorial()
    const { here, sandbox } = tutorial
    // Versions before 2.13 do not know AWS_ENDPOINT_URL.
    here.write(join(here.bin, 'aws'), `#!/bin/sh\nexec ${aws} --endpoint-url "${sandbox.url}" "$@"\n`, 0o755)
    const shell = here.ptyShell('bash', { columns: 200 })
    await shell.waitFor(/^\$/)
    const typist = createTypist(shell, answersOf(tutorial))
    const differences: string[] = []
    for (const entry of story) {
      if (entry.kind === 'file') {
        await typist.play(`cat >> ${entry.path} <<'END'\n${entry.text}END`)
        continue
      }
      const actual = asReadersSee(await typist.play(entry.command), tutorial)
      const difference = compareOutput(entry.expected, actual)
      if (difference !== null) differences.push(`README.md:${entry.line}: $ ${entry.command}\n${difference}`)
    }
    expect(differences.join('\n\n')).toBe('')
  })

  test('every other block of commands is on the list', () => {
    expect(others).toEqual(notPlayed)
  })

  test('names every command, setting, profile key and variable', async () => {
    const here = createWorld()
    const { stdout: help } = await here.run(['--help'])
    const commands = [...help.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => `awsx ${name}`)
    expect(commands.length).toBeGreaterThan(10)
    const { stdout: settings } = await here.run(['settings', '--json'])
    const keys = Object.keys(JSON.parse(settings) as object)
    expect(keys.length).toBeGreaterThan(2)
    const code = globSync('packages/{aws,cli,core,store}/src/**/*.ts', { cwd: root })
      .filter((path) => !/[.-](?:test|fixture|world|contract)\.ts$|\/testing\//.test(path))
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n')
    const names = [...code.matchAll(/'(awsx_[a-z_]+|AWSX_[A-Z_]+)'/g)].map(([, name]) => (name ?? '').replace(/_$/, ''))
    expect(names.length).toBeGreaterThan(20)
    // What awsx sets for an agent that it starts is nobody else's.
    const own = new Set(['AWSX_START_REPORT'])
    const missing = [...new Set([...commands, ...keys, ...names])].filter(
      (name) => !own.has(name) && !readme.includes(name),
    )
    expect(missing).toEqual([])
  })
})

describe('documents', () => {
  test.for(['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: root })])(
    'every link of %s leads somewhere',
    (path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const targets = [...text.matchAll(/\]\((?!https:)([^)#]*)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '')
      const broken = targets.filter((target) => !existsSync(join(root, dirname(path), target)))
      expect(broken).toEqual([])
    },
  )

  test('every file that ARCHITECTURE.md names is there', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
    const table = text.slice(text.indexOf('## Where to find what'), text.indexOf('## Two builds'))
    const missing: string[] = []
    for (const [, cell] of table.matchAll(/^\|[^|]*\|([^|]*)\|$/gm)) {
      let folder = ''
      for (const [, name] of (cell ?? '').matchAll(/`([a-z]+\/[\w./-]*\.(?:ts|mjs)|[\w-]+\.ts)`/g)) {
        const path = name ?? ''
        folder = path.includes('/') ? dirname(path) : folder
        const file = join('packages', path.includes('/') ? path : join(folder, path))
        if (!existsSync(join(root, file))) missing.push(file)
      }
    }
    expect(table).toContain('core/src/ini-line.ts')
    expect(missing).toEqual([])
  })
})

describe('compareOutput', () => {
  test.for<[string, string[], string[], boolean]>([
    ['the same', ['a  b'], ['a     b '], true],
    ['other times and keys', ['59m left of AKIAUYQ7N2LVTBJ4XD5K'], ['1h00m left of ASIACPNGM25D5KTQ4ZZI'], true],
    ['any text, any lines', ['a … c', '…', 'z'], ['a b c', 'x', 'y', 'z'], true],
    ['another word', ['a b'], ['a c'], false],
    ['a line more', ['a'], ['a', 'b'], false],
    ['a line less', ['a', 'b'], ['a'], false],
  ])('%s', ([, expected, actual, isAlike]) => {
    expect(compareOutput(expected, actual) === null).toBe(isAlike)
  })
})

/** The output with a reader's paths, and AWS where the sandbox was. */
function asReadersSee(lines: readonly string[], { here, sandbox }: Tutorial): string[] {
  return lines
    .filter((line) => !(line.trimStart().startsWith('endpoint_url') && line.includes(sandbox.url)))
    .map((line) =>
      line
        .replaceAll(here.home, '/home/franklin')
        .replaceAll(here.awsx, '/usr/local/bin/awsx')
        .replaceAll(sandbox.url, 'STS us-east-1'),
    )
}

function answersOf({ accessKey, phone }: Tutorial): readonly Answer[] {
  return [
    { question: /^Access key id:$/, give: () => accessKey.accessKeyId },
    { question: /^Secret access key .*:$/, isHidden: true, give: () => accessKey.secretAccessKey },
    {
      question: /^(?:New passphrase|The same|Passphrase of|Enter passphrase).*:$/,
      isHidden: true,
      give: () => passphrase,
    },
    { question: /^MFA code for .*:$/, give: () => phone.takeCode() },
    { question: /\[y\/N\]$/, give: () => 'y' },
  ]
}
