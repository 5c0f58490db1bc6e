// The picker as a person uses it: on a real terminal, drawn beside the prompt, through something like the hook.
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hostileNames } from '@awsx/core/hostile-names'
import { describe, expect, test } from 'vitest'
import { listProcesses } from '../harness/index.ts'
import { codePrompt, passphrase, startAgentStory } from './support/agent-story.ts'
import { canBeHeld, writeHeader } from './support/corpus-names.ts'
import { findActiveText } from './support/corpus-text.ts'
import { startOpenAgentStory } from './support/open-agent-story.ts'
import { chooseAction, expectTerminalBack, narrowTo, pickerFooter, pickInto } from './support/picker.ts'
import { startReadyStory, startStory, tutorialConfig } from './support/story.ts'
import { openShell } from './support/story-shell.ts'

const role = (name: string, roleName = 'WebAdmin'): string =>
  `${name}\nsource_profile = identity\nrole_arn = arn:aws:iam::123456789012:role/${roleName}\n`

describe('picking', () => {
  test('letters and Enter: the hook gets what use prints, and what was used comes first next time', async () => {
    const story = await startReadyStory()
    const shell = await openShell(story, 'bash')
    await shell.run('before=$(stty -g)')
    const status = await pickInto(shell, 'awsx', async (pty) => {
      await pty.waitFor(/\n. identity [^\n]*\n. web-admin +WebAdmin [^\n]* ready (5\dm|1h00m)\n/)
      await narrowTo(pty, 'wadm', 'web-admin')
      pty.press('enter')
    })
    expect(status).toBe(0)
    await expectTerminalBack(shell)
    await shell.run('echo "$code" | sed -n "1p;/AWSX_PROFILE/p"')
    expect(shell.screen()).toEqual(expect.arrayContaining(['# awsx 1', "__awsx_export AWSX_PROFILE 'web-admin'"]))
    await pickInto(shell, 'awsx', (pty) => {
      expect(pty.screen().join('\n')).toMatch(/\n. web-admin [^\n]*\n. identity /)
      pty.press('escape')
    })
    expect(story.takeCalls()).toEqual([])
    const memory = join(story.here.env['XDG_STATE_HOME'] ?? '', 'awsx/picker.jsonl')
    expect(statSync(memory).mode & 0o777).toBe(0o600)
    shell.kill()
  })

  test('without the hook a sub-shell has the credentials and ends with its own code; one in it says so', async () => {
    const { here } = await startReadyStory()
    const pty = here.pty([], { env: { SHELL: '/bin/sh' } })
    await pty.waitFor(pickerFooter)
    await narrowTo(pty, 'wadm', 'web-admin')
    pty.press('enter')
    await pty.waitFor(/a shell with web-admin; exit leads back\n[^\n]*eval "\$\(awsx hook bash\)"/)
    pty.type('echo "<$AWSX_PROFILE>"; awsx\r')
    await pty.waitFor('<web-admin>')
    await pty.waitFor(pickerFooter)
    pty.press('enter')
    await pty.waitFor('a shell with web-admin, inside the one of web-admin')
    pty.type('exit 3\r')
    pty.type('echo "inner $?"; exit 7\r')
    await pty.waitFor('inner 3')
    expect(await pty.exit()).toMatchObject({ code: 7 })
  })

  test.each(['escape', 'ctrl-c'])('%s: 130, nothing on stdout, the terminal as it was', async (key) => {
    const shell = await openShell(await startReadyStory(), 'bash')
    await shell.run('before=$(stty -g)')
    const status = await pickInto(shell, 'awsx', (pty) => {
      pty.type('wad')
      pty.press(key)
    })
    expect(status).toBe(130)
    await expectTerminalBack(shell)
    await shell.run('echo "[$code]"')
    expect(shell.screen()).toContain('[]')
    expect(shell.screen().filter((line) => /^[▌❯]/.test(line))).toEqual([])
    shell.kill()
  })

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends it by that signal and gives the terminal back', async (signal) => {
    const story = await startReadyStory()
    const shell = await openShell(story, 'bash')
    await shell.run('before=$(stty -g)')
    const status = await pickInto(shell, 'awsx', () => {
      const found = listProcesses().find(
        ({ argv, environment }) =>
          /awsx(\.js)?$/.test(argv.at(-1) ?? '') && environment.some((entry) => entry.includes(story.here.root)),
      )
      process.kill(found?.pid ?? Number.NaN, signal)
    })
    expect(status).toBe(signal === 'SIGTERM' ? 143 : 129)
    await expectTerminalBack(shell)
    shell.kill()
  })

  test('a part of a name that fits several is typed already', async () => {
    const story = await startReadyStory()
    story.config(tutorialConfig + role('[profile web-reader]', 'Reader'))
    const shell = await openShell(story, 'bash')
    const status = await pickInto(shell, 'awsx use web-', async (pty) => {
      expect(pty.screen().join('\n')).toMatch(/❯ web- +2\/3\n/)
      pty.type('adm')
      await narrowTo(pty, '', 'web-admin')
      pty.press('enter')
    })
    expect(status).toBe(0)
    shell.kill()
  })

  test('1,000 profiles: a few letters find one', async () => {
    const story = await startReadyStory()
    const many = Array.from({ length: 998 }, (_, index) => role(`[profile team-${index}]`, `Role${index}`)).join('')
    story.config(tutorialConfig + many)
    const shell = await openShell(story, 'bash')
    await pickInto(shell, 'awsx', async (pty) => {
      expect(pty.screen().join('\n')).toMatch(/❯ +1000\n/)
      await narrowTo(pty, 'team-997', 'team-997')
      pty.press('ctrl-u')
      await narrowTo(pty, 'web-admin', 'web-admin')
      pty.press('enter')
    })
    await shell.run('echo "$code" | grep AWSX_PROFILE')
    expect(shell.screen()).toContain("__awsx_export AWSX_PROFILE 'web-admin'")
    shell.kill()
  })
})

describe('what is asked', () => {
  test('passphrase and code inside it, wrong ones again; what AWS refuses is shown, and another row is picked', async () => {
    const story = await startAgentStory()
    story.here.write(
      '.aws/config',
      `${tutorialConfig}${role('[profile denied]', 'Nobody')}mfa_serial = arn:aws:iam::234567890123:mfa/franklin\n`,
    )
    const shell = await openShell(story, 'bash')
    await shell.run('before=$(stty -g)')
    const status = await pickInto(shell, 'awsx', async (pty) => {
      expect(pty.screen().join('\n')).toMatch(/\n. web-admin [^\n]* locked\n/)
      await narrowTo(pty, 'denied', 'denied')
      pty.press('enter')
      await pty.waitFor('Passphrase of the awsx vault: ')
      pty.type('not the right passphrase\r')
      await pty.waitFor(/does not open|is not the passphrase|wrong/i)
      await pty.waitFor(/Passphrase of the awsx vault: [^]*enter answer/)
      pty.type(`${passphrase}\r`)
      await pty.waitFor(`${codePrompt}\n`)
      pty.type('000000\r')
      await pty.waitFor(/code[^]*enter answer/)
      await pty.waitFor('AWS did not take that code.')
      pty.type(`${story.phone.takeCode()}\r`)
      await pty.waitFor(/error: AssumeRole for [^]*Nobody is denied[^]*enter use/)
      pty.press('ctrl-u')
      await narrowTo(pty, 'wadm', 'web-admin')
      pty.press('enter')
    })
    expect(status).toBe(0)
    await expectTerminalBack(shell)
    await shell.run('echo "$code" | grep AWSX_ROLE')
    expect(shell.screen()).toContain("__awsx_export AWSX_ROLE 'WebAdmin'")
    // By the agent, which goes on: nobody is asked again.
    expect(await story.agent()).toMatchObject({ locked: false })
    expect(shell.raw().toString()).not.toContain('not the right')
    shell.kill()
  })

  test('a class that wants a yes: no leads back to the list', async () => {
    const story = await startReadyStory()
    await story.here.run(['settings', 'set', 'classes', 'web-*: red confirm'])
    const shell = await openShell(story, 'bash')
    const status = await pickInto(shell, 'awsx use', async (pty) => {
      await narrowTo(pty, 'wadm', 'web-admin')
      expect(pty.screen().join('\n')).toContain('asks for a yes (class web-*)')
      pty.press('enter')
      await pty.waitFor('Use web-admin, which is of class web-*? [y/N]')
      pty.type('n\r')
      await pty.waitFor(pickerFooter)
      pty.press('enter')
      await pty.waitFor('[y/N]')
      pty.type('y\r')
    })
    expect(status).toBe(0)
    shell.kill()
  })

  test('what others do shows while it is open: the agent is locked, a profile is new', async () => {
    const story = await startOpenAgentStory()
    await story.here.run(['env', 'web-admin', ...story.withCode()], { env: story.byAgent })
    const shell = await openShell(story, 'bash')
    await shell.run('unset AWSX_IDENTITY_FILE')
    const status = await pickInto(shell, 'awsx', async (pty) => {
      await pty.waitFor(/\n. web-admin [^\n]* ready /)
      await story.here.run(['lock'], { env: story.byAgent })
      await pty.waitFor(/\n. web-admin [^\n]* locked\n/)
      appendFileSync(join(story.here.home, '.aws/config'), role('[profile brand-new]'))
      await pty.waitFor(/\n. brand-new /)
      pty.press('escape')
    })
    expect(status).toBe(130)
    shell.kill()
  })
})

describe('the menu of a row', () => {
  test('pin, hide, copy, explain, forget: each shows what it did', async () => {
    const story = await startReadyStory()
    const shell = await openShell(story, 'bash')
    await pickInto(shell, 'awsx', async (pty) => {
      await pty.waitFor(/\n. web-admin [^\n]* ready /)
      await narrowTo(pty, 'wadm', 'web-admin')
      await chooseAction(pty, 'p')
      await pty.waitFor(/\n.\*web-admin /)
      await chooseAction(pty, 'c')
      await pty.waitFor('sent to the clipboard of the terminal: eval "$(awsx env web-admin)"')
      await chooseAction(pty, 'x')
      await pty.waitFor(/explain web-admin\n +web-admin +ready for [^]*StoredKeys +profile identity/)
      pty.press('space')
      await pty.waitFor(pickerFooter)
      await chooseAction(pty, 'd')
      await pty.waitFor(/forgot AssumeRole of web-admin[^]*needs MFA|needs MFA[^]*forgot AssumeRole of web-admin/)
      await chooseAction(pty, 'h')
      await pty.waitFor('nothing fits')
      pty.press('escape')
    })
    const copied = Buffer.from('eval "$(awsx env web-admin)"').toString('base64')
    expect(shell.raw().toString()).toContain(`\u001b]52;c;${copied}\u0007`)
    await pickInto(shell, 'awsx', (pty) => {
      expect(pty.screen().join('\n')).not.toMatch(/\n.\*?web-admin /)
      pty.press('escape')
    })
    shell.kill()
  })

  test('exec: the command line is asked for, and runs in the shell that has the hook, or in place of awsx', async () => {
    const story = await startReadyStory()
    const shell = await openShell(story, 'bash')
    const line = 'echo "<$AWSX_ROLE>" | tr A-Z a-z'
    const drive = async (pty: Awaited<ReturnType<typeof openShell>>): Promise<void> => {
      await narrowTo(pty, 'wadm', 'web-admin')
      await chooseAction(pty, 'e')
      await pty.waitFor('Command: ')
      pty.type(`${line}\r`)
    }
    await pickInto(shell, 'awsx', (pty) => drive({ ...shell, ...pty }))
    await shell.run('eval "$code"')
    expect(shell.screen()).toContain('<webadmin>')
    const pty = story.here.pty([], { env: { SHELL: '/bin/sh' } })
    await pty.waitFor(pickerFooter)
    await drive({ ...shell, ...pty })
    await pty.waitFor('<webadmin>')
    expect(await pty.exit()).toMatchObject({ code: 0 })
    shell.kill()
  })
})

describe('text from outside', () => {
  test('hostile names, roles and regions run nothing and act on nothing', async () => {
    const story = await startStory()
    const names = [...hostileNames.values()].filter(canBeHeld)
    const values = ['\u001b]0;pwned\u0007', '\u009b31mX', '\u202egnp', '\u001b[7mX']
    const sections = [
      ...names.map((name) => role(writeHeader(name))),
      ...values.map((value, index) => `${role(`[profile value-${index}]`, value)}region = ${value}\n`),
    ]
    story.config(tutorialConfig + sections.join(''))
    const shell = await openShell(story, 'bash')
    const start = shell.raw().length
    const count = names.length + values.length + 2
    await pickInto(shell, 'awsx', async (pty) => {
      for (let row = 0; row < count; row += 1) pty.press('down')
      // The last row of all: the cursor has been on each of them.
      pty.press('end')
      pty.type('zzzz')
      await pty.waitFor('nothing fits')
      pty.press('escape')
    })
    const ownSequence = new RegExp(`${String.fromCharCode(0x1b)}\\[\\??[0-9;]*[A-Za-z]|\\r`, 'g')
    const drawn = shell.raw().subarray(start).toString()
    expect(findActiveText(drawn.replaceAll(ownSequence, ''))).toEqual([])
    expect(drawn).not.toContain('\u001b[7mX')
    expect(existsSync(join(story.here.home, 'canary'))).toBe(false)
    shell.kill()
  })

  test('a memory that is not ours is no memory, and no error', async () => {
    const story = await startReadyStory()
    const memory = join(story.here.env['XDG_STATE_HOME'] ?? '', 'awsx/picker.jsonl')
    story.here.write(memory, Buffer.from([0xff, 0x0a, 0x5b, 0x22, 0x1b, 0x0a]))
    const shell = await openShell(story, 'bash')
    await pickInto(shell, 'awsx', async (pty) => {
      await narrowTo(pty, 'wadm', 'web-admin')
      pty.press('enter')
    })
    expect(readFileSync(memory, 'utf8')).toContain('["use","web-admin",')
    // Nothing can be written any more, as on a full disk: the credentials come all the same.
    const full = await story.here.runCommand(['sh', '-c', 'ulimit -f 0; exec awsx use web-admin'], {
      env: { AWSX_HOOK: 'bash' },
    })
    expect(full).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining("AWSX_PROFILE 'web-admin'") })
    shell.kill()
  })
})
