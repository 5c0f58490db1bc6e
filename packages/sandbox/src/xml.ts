/** An element: its name, then text or children; null content leaves the element out. */
export type XmlNode = readonly [name: string, content: string | null | readonly XmlNode[]]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

/** Text as it may stand inside an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => entities[character] ?? character)
}

/** An XML document with one root; `namespace` becomes its `xmlns`. */
export function writeXml(root: XmlNode, namespace: string): string {
  return `${writeNode(root, 0, ` xmlns="${escapeXml(namespace)}"`)}\n`
}

/** The tree with the text of elements replaced by name; null removes them. */
export function replaceFields(node: XmlNode, fields: Readonly<Record<string, string | null>>): XmlNode {
  const [name, content] = node
  if (Object.hasOwn(fields, name) && !Array.isArray(content)) return [name, fields[name] ?? null]
  return Array.isArray(content) ? [name, content.map((child: XmlNode) => replaceFields(child, fields))] : node
}

/** The text of the first element of that name, null where there is none. */
export function findField(node: XmlNode, name: string): string | null {
  if (typeof node[1] === 'string') return node[0] === name ? node[1] : null
  for (const child of node[1] ?? []) {
    const found = findField(child, name)
    if (found !== null) return found
  }
  return null
}

function writeNode([name, content]: XmlNode, depth: number, attributes = ''): string {
  const indent = '  '.repeat(depth)
  if (content === null) return ''
  if (typeof content === 'string') return `${indent}<${name}${attributes}>${escapeXml(content)}</${name}>`
  const children = content.map((child) => writeNode(child, depth + 1)).filter((text) => text !== '')
  if (children.length === 0) return `${indent}<${name}${attributes}/>`
  return `${indent}<${name}${attributes}>\n${children.join('\n')}\n${indent}</${name}>`
}
