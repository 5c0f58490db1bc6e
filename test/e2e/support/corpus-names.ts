import { join } from 'node:path'
import { expect } from 'vitest'
import { shellCommand } from '../../harness/index.ts'
import type { RunResult, ShellName } from '../../harness/index.ts'
import { findActiveText } from './corpus-text.ts'
import type { Corpus } from './corpus-world.ts'
import type { HookShell } from './story-shell.ts'

/** Whether a config file can hold a profile of this name: one line, no control characters, no bracket. */
export function canBeHeld(name: string): boolean {
  return name !== '' && !/[\p{Cc}\]]/u.test(name)
}

/** The section header that the AWS CLI reads as a profile of this name. */
export function writeHeader(name: string): string {
  return `[profile "${name.replaceAll(/[\\"]/g, '\\$&')}"]`
}

/** Writes a config whose profiles get credentials from a program; their secret may appear on stdout alone. */
export function writeNamedProfiles(corpus: Corpus, ...names: readonly string[]): void {
  const secret = corpus.canaries.plantRandom('secret of the session', { mayAppearOn: ['stdout'] })
  const token = corpus.canaries.plantRandom('token of the session', { mayAppearOn: ['stdout'] })
  const json = { Version: 1, AccessKeyId: 'ASIANAMESNAMESNAMESN', SecretAccessKey: secret, SessionToken: token }
  const answer = corpus.write('answer.json', JSON.stringify(json))
  const program = corpus.write(join(corpus.bin, 'give-answer'), `#!/bin/sh\ncat '${answer}'\n`, 0o755)
  const sections = names.map((name) => `${writeHeader(name)}\ncredential_process = ${program}\nregion = eu-west-1\n`)
  corpus.write('.aws/config', sections.join(''))
}

/** Expects that nothing a command wrote acts on a terminal or hides there. */
export function expectInert({ stdout, stderr }: RunResult, what: string): void {
  expect(findActiveText(stdout), `stdout of ${what}: ${JSON.stringify(stdout.slice(0, 2000))}`).toEqual([])
  expect(findActiveText(stderr), `stderr of ${what}: ${JSON.stringify(stderr.slice(0, 2000))}`).toEqual([])
}

// One shell for all names, where none finds what another one left: what it prints for each ends with NUL. A name that looks like an option can
// only come from the environment.
const evaluating: Readonly<Record<ShellName, string>> = {
  bash: posixEval('bash'),
  dash: posixEval('posix'),
  zsh: posixEval('zsh'),
  fish: `
    for NAME in $argv[2..]
      set -e AWSX_PROFILE
      if string match -q -- '-*' $NAME
        AWS_PROFILE=$NAME awsx env --shell fish | source
      else
        awsx env $NAME --shell fish | source
      end
      printf '<%s>\\0' $AWSX_PROFILE
    end`,
}

function posixEval(shell: string): string {
  return `
    shift
    for NAME; do
      (
        case $NAME in
          -*) code=$(AWS_PROFILE=$NAME awsx env --shell ${shell}) ;;
          *) code=$(awsx env "$NAME" --shell ${shell}) ;;
        esac
        eval "$code"
        printf '<%s>\\0' "$AWSX_PROFILE"
      )
    done`
}

/** The argv of a shell that evaluates `awsx env` for each name, and prints `<profile>` and NUL after each. */
export function evaluateIn(shell: ShellName, names: readonly string[]): [string, ...string[]] {
  return withNames(shell, evaluating[shell], names)
}

/**
 * The argv of a shell with our hook that uses the profile of each name, prints `<profile>`, leaves it, and prints `<none>`
 * and NUL.
 */
export function useIn(shell: HookShell, names: readonly string[]): [string, ...string[]] {
  return withNames(shell, shell === 'fish' ? usingInFish : usingIn(shell), names)
}

const usingInFish = `
  awsx hook fish | source
  for NAME in $argv[2..]
    awsx use $NAME; printf '<%s>' $AWSX_PROFILE; awsx off; set -q AWSX_PROFILE; or printf '<none>\\0'
  end`

function usingIn(shell: string): string {
  return `eval "$(awsx hook ${shell})"; shift
    for NAME; do awsx use "$NAME"; printf '<%s>' "$AWSX_PROFILE"; awsx off; printf '<%s>\\0' "\${AWSX_PROFILE-none}"; done`
}

/** A word comes first that no shell takes for an option of its own. */
function withNames(shell: ShellName, script: string, names: readonly string[]): [string, ...string[]] {
  const [command, ...args] = shellCommand(shell, script)
  return [command, ...args, ...(shell === 'fish' ? [] : [shell]), 'names', ...names]
}
