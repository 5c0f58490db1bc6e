import type { DoctorContext } from './context.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** Variables that change how Node, and with it awsx and many AWS tools, run. */
export const runtimeCheck: Check = {
  name: 'runtime',
  run: (context) => ({ what: 'the variables of the runtime', findings: findRuntimeVariables(context) }),
}

/** Never with a value: an option may hold a path, an address, a password. */
export function findRuntimeVariables({ env, fixes }: Pick<DoctorContext, 'env' | 'fixes'>): Finding[] {
  const found: Finding[] = []
  const unset = (name: string): { readonly fix: string } => ({ fix: fixes.unset([name]) })
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    found.push(
      problem('tls_unchecked', {
        message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of certificates off',
        why: 'awsx makes no call with it, and other Node programs talk to anyone',
        ...unset('NODE_TLS_REJECT_UNAUTHORIZED'),
      }),
    )
  }
  const options = env['NODE_OPTIONS'] ?? ''
  if (/(^|\s)["']?(-r\b|--(require|import|loader|experimental-loader|inspect))/.test(options)) {
    found.push(
      problem('node_options', {
        message: 'NODE_OPTIONS loads code or a debugger into every Node program',
        why: 'what it loads can read the credentials of AWS tools; awsx itself leaves it out',
        ...unset('NODE_OPTIONS'),
      }),
    )
  } else if (options !== '') {
    found.push(
      note('node_options', {
        message: 'NODE_OPTIONS is set',
        why: 'awsx leaves it out, and gives it to the commands it starts',
      }),
    )
  }
  if (/(^|,)\s*(http|https|http2|net|tls|\*)\s*(,|$)/i.test(env['NODE_DEBUG'] ?? '')) {
    found.push(
      problem('node_debug', {
        message: 'NODE_DEBUG makes Node programs print what they send',
        why: 'signatures and tokens end up in logs',
        ...unset('NODE_DEBUG'),
      }),
    )
  }
  if (env['LD_PRELOAD']) {
    found.push(
      note('ld_preload', {
        message: 'LD_PRELOAD puts a library into every program',
        why: 'it can read what awsx holds, and awsx cannot keep it out',
      }),
    )
  }
  return found
}
