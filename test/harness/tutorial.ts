import { createSandbox, createTutorialWorld } from '@awsx/sandbox'
import type { Phone, Sandbox, TutorialWorld } from '@awsx/sandbox'
import { createWorld } from './world.ts'
import type { World, WorldOptions } from './world.ts'

/** A world whose AWS is the sandbox with the accounts of the tutorial. */
export interface Tutorial extends TutorialWorld {
  /** Where the program runs; the accounts are in `world`, as the sandbox calls them. */
  readonly here: World
  readonly sandbox: Sandbox
  /** The user's MFA device. */
  readonly phone: Phone
}

/** Starts the tutorial for the running test; its long-term key and its MFA secret are canaries. */
export async function startTutorial(options: Omit<WorldOptions, 'sandbox'> = {}): Promise<Tutorial> {
  const tutorial = createTutorialWorld()
  const sandbox = await createSandbox({ world: tutorial.world })
  const here = createWorld({ ...options, sandbox })
  here.canaries.plant('long-term key', tutorial.accessKey.secretAccessKey)
  here.canaries.plant('MFA secret', tutorial.mfaDevice.secretBase32)
  return { ...tutorial, here, sandbox, phone: sandbox.phone(tutorial.mfaDevice.serialNumber) }
}
