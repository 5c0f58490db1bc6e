import { removeProperties, setProperties, type ProfileSection } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'
import { renameProperties } from './config-rename.ts'
import type { FileChange } from './plain-key-removal.ts'
import { findHeaders } from './profile-headers.ts'
import { roleNames, type RoleForm } from './role-form.ts'

/**
 * Writes a role profile in the other form, in the files it stands in; files that stay as they are, are left out.
 *
 * `processLine` is the value of `credential_process`. There and back again gives the same text.
 */
export function rewriteRole(
  files: readonly ConfigFile[],
  profile: ProfileSection,
  form: RoleForm,
  processLine: string,
): FileChange[] {
  const toProcess = form === 'credential_process'
  const names = toProcess ? roleNames : new Map([...roleNames].map(([name, own]) => [own, name]))
  const home = (profile.settings.get('awsx_role_arn') ?? profile.settings.get('role_arn'))?.origin.file
  return files.flatMap((file): FileChange[] => {
    if (file.text === null) return []
    const headers = findHeaders(file, profile.name)
    let text = headers.reduce((before, header) => renameProperties(before, header, names), file.text)
    const last = headers.at(-1)
    if (!toProcess)
      text = headers.reduce((before, header) => removeProperties(before, header, ['credential_process']), text)
    else if (file.path === home && last !== undefined) {
      text = setProperties(text, last, new Map([['credential_process', processLine]]))
    }
    return text === file.text ? [] : [{ file, text }]
  })
}
