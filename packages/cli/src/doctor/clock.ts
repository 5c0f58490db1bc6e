import { isRegion, resolveStsEndpoint, AwsxError, type PlanSettings, type StsEndpoint } from '@awsx/core'
import { checkClock, type ClockCheck } from '@awsx/aws'
import { readSettings } from '../settings.ts'
import type { DoctorContext } from './context.ts'
import { failureFinding } from './failure.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** This computer's clock against the one of STS. */
export const clockCheck: Check = {
  name: 'clock',
  async run(context) {
    if (context.isOffline) return { what: 'not the clock (--offline)', findings: [] }
    try {
      const { env, clock } = context
      const answer = await checkClock(endpointOf(context), { env, clock })
      const what = answer.kind === 'known' ? `the clock (${answer.host})` : 'the clock (no answer)'
      return { what, findings: judgeClock(answer, context) }
    } catch (error) {
      if (!(error instanceof AwsxError)) throw error
      return { what: 'the clock (no answer)', findings: [endpointFinding(error, context)] }
    }
  },
}

// A one-time code lives for 30 seconds, AWS takes a signature within 5 minutes.
const harmfulMs = 30_000

/** Words for the answer; a difference that does no harm, and no answer, are notes. */
function judgeClock(answer: ClockCheck, context: Pick<DoctorContext, 'env' | 'fixes'>): Finding[] {
  switch (answer.kind) {
    case 'unusable':
      return answer.error.message.startsWith('NODE_TLS') ? [] : [endpointFinding(answer.error, context)]
    case 'silent':
      return [
        note('aws_silent', {
          message: `${answer.host} did not answer, so the clock was not compared`,
          why: 'without the network that is as it should be',
        }),
      ]
    case 'known': {
      if (answer.offsetMs === 0) return []
      const isHarmful = Math.abs(answer.offsetMs) >= harmfulMs
      return [
        (isHarmful ? problem : note)('clock_skew', {
          message: answer.words,
          why: isHarmful ? 'MFA codes fail, and other tools sign with the wrong time' : 'AWS allows for that much',
          fix: process.platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true',
        }),
      ]
    }
  }
}

/** Settings that lead to no endpoint; where the environment has them they go, else the plan shows the line. */
function endpointFinding(error: AwsxError, { env, fixes }: Pick<DoctorContext, 'env' | 'fixes'>): Finding {
  const names = ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL', 'AWS_CA_BUNDLE', 'AWS_USE_FIPS_ENDPOINT']
  const proxies = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
  const named = proxies.find((name) => error.message.includes(` ${name} `))
  const wanted = named === undefined ? names.filter((name) => env[name]) : [named]
  const fix = wanted.length > 0 ? fixes.unset(wanted) : null
  return failureFinding('endpoint_unusable', error, fix === null ? {} : { fix })
}

/** As for the profile of this shell: its region and endpoint, the environment before them. */
function endpointOf({ env, graph, paths }: DoctorContext): StsEndpoint {
  const name = env['AWSX_PROFILE'] || env['AWS_PROFILE'] || 'default'
  const profile = graph.profiles.get(name) ?? { name, settings: new Map(), origin: { file: '', line: 0 } }
  const settings: PlanSettings = paths === null ? {} : settingsOf(paths.configFile)
  const regions = [env['AWS_REGION'], env['AWS_DEFAULT_REGION'], profile.settings.get('region')?.value]
  const region = [...regions, settings.region].find((text) => text !== undefined && isRegion(text)) ?? 'us-east-1'
  const context = { graph, storedKeys: new Map(), environment: env, flags: {}, settings, osUser: '' }
  return resolveStsEndpoint(context, profile, region).endpoint
}

function settingsOf(path: string): PlanSettings {
  try {
    return readSettings(path)
  } catch {
    // Said by the check of the settings.
    return {}
  }
}
