// Bun makes a chunk for every set of commands that share some code. Node loads one after the other, so many small ones take
// longer than a large one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Joins, for each of `entries` in turn, the chunks that this one loads with it: it loads the same code from one file.
 *
 * What `program`, the entry `apart` or an earlier one loads too stays where it is: they would load all the rest with it.
 */
export async function joinChunks(program, { entries, apart }) {
  for (const entry of entries) {
    const folder = join(program, '../chunks')
    const texts = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
    const start = readFileSync(program, 'utf8')
    const from = findEntry(texts, entry)
    const others = [apart, ...entries.slice(0, entries.indexOf(entry))].map((name) => findEntry(texts, name))
    const kept = listLoaded(texts, [from, ...others, ...listImports(start)], from)
    const joined = listLoaded(texts, [from]).filter((file) => !kept.includes(file))
    const name = `main-${entry}.js`
    writeFileSync(join(folder, name), await bundleFiles(folder, joined))
    for (const file of joined) rmSync(join(folder, file))
    const lead = (text) =>
      text.replaceAll(imports, (whole, path, file) => (joined.includes(file) ? `"${path}${name}"` : whole))
    for (const [file, text] of texts) if (!joined.includes(file)) writeFileSync(join(folder, file), lead(text))
    writeFileSync(program, lead(start))
  }
}

/** In what Bun has written: `import{a}from"./b.js"`, `import"./b.js"`. */
const imports = /(?<=from|import)"(\.\/(?:chunks\/)?)([\w-]+\.js)"/g

function listImports(text) {
  return [...text.matchAll(imports)].map(([, , file]) => file)
}

function findEntry(texts, name) {
  const found = [...texts.keys()].filter((file) => file.replace(/-[^-]+\.js$/, '') === name)
  if (found.length !== 1) throw new Error(`${found.length} chunks are called ${name}`)
  return found[0]
}

/** These chunks and all that they load at once; `but` is not followed. */
function listLoaded(texts, files, but = null) {
  const found = new Set()
  const add = (file) => {
    if (found.has(file)) return
    found.add(file)
    if (file !== but) listImports(texts.get(file)).forEach(add)
  }
  files.forEach(add)
  return [...found]
}

/** One module that exports what all of these do, of which no two export the same name. */
async function bundleFiles(folder, files) {
  const whole = join(folder, 'whole.js')
  writeFileSync(whole, files.map((file) => `export*from"./${file}"`).join('\n'))
  const others = {
    name: 'others-stay-apart',
    setup(build) {
      build.onResolve({ filter: /^\.\// }, ({ path }) =>
        files.includes(path.slice(2)) ? undefined : { path, external: true },
      )
    },
  }
  const result = await Bun.build({
    entrypoints: [whole],
    target: 'node',
    format: 'esm',
    minify: { syntax: true, whitespace: true, identifiers: false },
    plugins: [others],
  })
  rmSync(whole)
  return await result.outputs[0].text()
}
