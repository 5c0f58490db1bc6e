import { join } from 'node:path'
import { expect } from 'vitest'
import { shellCommand } from '../../harness/index.ts'
import type { RunResult, ShellName } from '../../harness/index.ts'
import { findActiveText } from './corpus-text.ts'
import type { Corpus } from './corpus-world.ts'

/** Whether a config file can hold a profile of this name: one line, no control characters, no bracket. */
export function canBeHeld(name: string): boolean {
  return name !== '' && !/[\p{Cc}\]]/u.test(name)
}

/** The section header that the AWS CLI reads as a profile of this name. */
export function writeHeader(name: string): string {
  return `[profile "${name.replaceAll(/[\\"]/g, '\\$&')}"]`
}

/** Writes a config whose profile `name` gets credentials from a program; their secret may appear on stdout alone. */
export function writeNamedProfile(corpus: Corpus, name: string): void {
  const secret = corpus.canaries.plantRandom('secret of the session', { mayAppearOn: ['stdout'] })
  const token = corpus.canaries.plantRandom('token of the session', { mayAppearOn: ['stdout'] })
  const json = { Version: 1, AccessKeyId: 'ASIANAMESNAMESNAMESN', SecretAccessKey: secret, SessionToken: token }
  const answer = corpus.write('answer.json', JSON.stringify(json))
  const program = corpus.write(join(corpus.bin, 'give-answer'), `#!/bin/sh\ncat '${answer}'\n`, 0o755)
  corpus.write('.aws/config', `${writeHeader(name)}\ncredential_process = ${program}\nregion = eu-west-1\n`)
}

/** Expects that nothing a command wrote acts on a terminal or hides there. */
export function expectInert({ stdout, stderr }: RunResult, what: string): void {
  expect(findActiveText(stdout), `stdout of ${what}: ${JSON.stringify(stdout.slice(0, 2000))}`).toEqual([])
  expect(findActiveText(stderr), `stderr of ${what}: ${JSON.stringify(stderr.slice(0, 2000))}`).toEqual([])
}

const evaluating: Readonly<Record<ShellName, string>> = {
  bash: posixEval('bash'),
  dash: posixEval('posix'),
  zsh: posixEval('zsh'),
  fish: `
    if string match -q -- '-*' $NAME
      AWS_PROFILE=$NAME awsx env --shell fish | source
    else
      awsx env $NAME --shell fish | source
    end
    printf '<%s>' $AWSX_PROFILE`,
}

// A name that looks like an option can only come from the environment.
function posixEval(shell: string): string {
  return `
    case $NAME in
      -*) code=$(AWS_PROFILE=$NAME awsx env --shell ${shell}) ;;
      *) code=$(awsx env "$NAME" --shell ${shell}) ;;
    esac
    eval "$code"
    printf '<%s>' "$AWSX_PROFILE"`
}

/** The argv of a shell that evaluates `awsx env` for the profile in `NAME`, then prints `<profile>`. */
export function evaluateIn(shell: ShellName): [string, ...string[]] {
  return shellCommand(shell, evaluating[shell])
}

/** The argv of a shell with our hook that uses the profile in `NAME`, prints `<profile>`, leaves it and prints `<none>`. */
export function useIn(shell: 'bash' | 'fish' | 'zsh'): [string, ...string[]] {
  if (shell === 'fish') {
    return shellCommand(
      'fish',
      `awsx hook fish | source; awsx use $NAME; printf '<%s>' $AWSX_PROFILE; awsx off; set -q AWSX_PROFILE; or printf '<none>'`,
    )
  }
  const script = `eval "$(awsx hook ${shell})"; awsx use "$NAME"; printf '<%s>' "$AWSX_PROFILE"; awsx off; printf '<%s>' "\${AWSX_PROFILE-none}"`
  return shellCommand(shell, script)
}
