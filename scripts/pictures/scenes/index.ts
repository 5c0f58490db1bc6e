import type { Scene } from '../scene.ts'
import { commandScenes } from './commands.ts'
import { pickerScenes } from './picker.ts'
import { promptScenes } from './prompts.ts'

/** Every picture. */
export const scenes: readonly Scene[] = [...pickerScenes, ...promptScenes, ...commandScenes]
