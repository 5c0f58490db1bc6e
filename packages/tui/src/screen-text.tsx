import { Box, Text } from 'ink'
import type { ReactElement } from 'react'

/** A screen of lines that are cut and painted already: one node a line, because Ink lays out every node of a frame. */
export function ScreenText({ lines }: { readonly lines: readonly string[] }): ReactElement {
  return (
    <Box flexDirection="column">
      {lines.map((line, at) => (
        // Lines are places on the screen: they have no other identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Text key={at} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  )
}
