export type { PickerRow, PreviewStep, RowPreview, RowState } from './row.ts'
export type { ActionResult, Echo, PickerWorld, Questions, RowAction } from './picker-world.ts'
export { runPicker } from './picker.ts'
export type { PickerOptions } from './picker.ts'
