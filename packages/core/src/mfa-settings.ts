import { parseIamArn } from './arn.ts'
import type { Fact, MfaSource } from './plan.ts'
import type { StoredKey } from './ports.ts'
import type { ProfileSection } from './profile-graph.ts'
import { programOf } from './program.ts'
import { findSetting, invalidSetting, settingFact } from './setting.ts'

/** Who gives the code, and the settings that say so. */
export interface ResolvedMfa {
  readonly source: MfaSource
  readonly facts: readonly Fact[]
}

const hardwareSerial = /^[\w=/:,.@+-]{9,256}$/

/**
 * The MFA of a chain: `mfa_serial` and `mfa_process` of the first profile that has them, from the one asked for down to
 * the one with the keys, then what the vault noted at `add`.
 *
 * Null without a serial. Throws `config_invalid` for a text that is no serial, or one of another account than the keys'.
 */
export function resolveMfa(profiles: readonly ProfileSection[], key: StoredKey | null): ResolvedMfa | null {
  const serial = resolveSerial(profiles, key)
  if (serial === null) return null
  const asker = profiles.find((profile) => findSetting(profile, 'mfa_process') !== null)
  const line = asker === undefined ? null : findSetting(asker, 'mfa_process')
  const process = asker === undefined || line === null ? null : programOf(asker, 'mfa_process', line)
  const owner = profiles.at(-1)?.name ?? ''
  return {
    source: { serialNumber: serial.value, profile: owner, process },
    facts: line === null ? [serial] : [serial, settingFact('mfa_process', line)],
  }
}

function resolveSerial(profiles: readonly ProfileSection[], key: StoredKey | null): Fact | null {
  for (const profile of profiles) {
    const setting = findSetting(profile, 'mfa_serial')
    if (setting === null) continue
    const arn = parseIamArn(setting.value)
    const isSerial =
      arn === null ? hardwareSerial.test(setting.value) && !/^arn:/i.test(setting.value) : arn.type === 'mfa'
    if (!isSerial) throw invalidSetting(profile, 'mfa_serial', setting, 'is no MFA device that STS takes')
    const account = key?.accountId ?? null
    if (arn !== null && account !== null && account !== arn.accountId) {
      throw invalidSetting(profile, 'mfa_serial', setting, `is not of account ${account}, which the keys belong to`)
    }
    return settingFact('mfa_serial', setting)
  }
  if (key === null || key.mfaSerial === null) return null
  return { name: 'mfa_serial', value: key.mfaSerial, source: { kind: 'vault' } }
}
