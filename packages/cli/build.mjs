// Bundles src/main.ts twice: dist/node/awsx.js for Node, dist/native/awsx as one executable. Run with Bun.
import { readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { joinChunks } from './join-chunks.mjs'

const folder = import.meta.dirname
const entry = join(folder, 'src/main.ts')
const dist = join(folder, 'dist')
await mkdir(dist, { recursive: true })
const scratch = await mkdtemp(join(dist, '.build-'))
const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))

/**
 * Variables by which the Bun runtime inside the executable would run foreign code or print what it sends (SECURITY
 * I263, I264): preloads, the plain `bun`, an inspector port (and all that begins so), HTTP headers on stderr.
 */
const silencedVariables = ['BUN_OPTIONS', 'BUN_BE_BUN', 'BUN_INSPECT', 'BUN_CONFIG_VERBOSE_FETCH']

function define(flavour) {
  return {
    'process.env.NODE_ENV': '"production"',
    // Where it is "true", Ink looks for React's developer tools.
    'process.env.DEV': '"false"',
    AWSX_VERSION: JSON.stringify(version),
    AWSX_FLAVOUR: JSON.stringify(flavour),
  }
}

/**
 * `age-encryption` brings curves and post-quantum recipients that awsx never uses (X25519 goes through node:crypto, see
 * packages/store): to load them takes longer than to open a file. Whoever does use one gets an error.
 */
const leaveOutCurves = {
  name: 'leave-out-curves',
  setup(build) {
    const contents = `const absent = new Proxy({}, { get() { throw new Error('this curve is not in the build') } })
      export { absent as x25519, absent as p256, absent as MLKEM768P256, absent as MLKEM768X25519 }`
    const filter = /[\\/]@noble[\\/](curves[\\/](ed25519|nist)|post-quantum[\\/]hybrid)\.js$/
    build.onLoad({ filter }, () => ({ contents, loader: 'js' }))
  },
}

/** Ink asks for React's developer tools where a variable says so: they are not in the build. */
const leaveOutDevtools = {
  name: 'leave-out-devtools',
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'absent' }))
    build.onLoad({ filter: /./, namespace: 'absent' }, () => ({ contents: 'export default {}', loader: 'js' }))
  },
}

/**
 * Node fills in every name of a built-in module that is imported, and so loads what only stands behind a getter:
 * `node:util` brings `node:net`, `node:fs` its promises. Taken as an object, a module loads what is used of it.
 */
const takeBuiltinsWhole = {
  name: 'take-builtins-whole',
  setup(build) {
    build.onResolve({ filter: /^node:(crypto|fs|util)$/ }, ({ path }) => ({ path, namespace: 'builtin' }))
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
      loader: 'js',
    }))
  },
}

/**
 * An `index.ts` makes every chunk that imports one name of it carry all of its files. For the commands that are run
 * hundreds of times a day each import of a package goes straight to the file that has the name; the others share one
 * chunk, because many small files take longer to load than a large one.
 */
const skipIndexFiles = {
  name: 'skip-index-files',
  setup(build) {
    const hot = new Set()
    const places = new Map(['core', 'agent', 'aws', 'store'].map((name) => [`@awsx/${name}`, placesOf(name)]))
    // The last two have entries of their own in their packages.
    for (const name of [
      'main.ts',
      'commands/hot.ts',
      'commands/in-shell.ts',
      'engine.ts',
      '../../store/src/store-paths.ts',
      '../../agent/src/wire-json.ts',
    ])
      collectImports(join(folder, 'src', name), places, hot)
    build.onLoad({ filter: /packages\/[^/]+\/src\/.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      if (!hot.has(path)) return { contents: text, loader: 'ts' }
      const contents = text.replaceAll(/^import \{([^}]*)\} from '(@awsx\/\w+)'$/gm, (whole, names, from) =>
        places.has(from) ? splitImport(names, places.get(from)) : whole,
      )
      return { contents, loader: 'ts' }
    })
  },
}

/** Adds a file and all that it imports, of packages what it names, but for what it loads on demand. */
function collectImports(path, places, found) {
  if (found.has(path)) return
  found.add(path)
  const text = readFileSync(path, 'utf8')
  for (const [, file] of text.matchAll(/^(?:import|export) (?!type )[^'"]*from '(\.[^']*\.ts)'$/gm)) {
    collectImports(join(path, '..', file), places, found)
  }
  for (const [, names, from] of text.matchAll(/^import \{([^}]*)\} from '(@awsx\/\w+)'$/gm)) {
    for (const name of valuesOf(names)) collectImports(places.get(from).get(name), places, found)
  }
}

/** The absolute file of each value that a package's index gives. */
function placesOf(name) {
  const source = join(folder, '..', name, 'src')
  const text = readFileSync(join(source, 'index.ts'), 'utf8')
  const places = new Map()
  for (const [, names, file] of text.matchAll(/^export \{([^}]*)\} from '\.\/(.*)'$/gm)) {
    for (const word of names.split(',')) places.set(word.trim(), join(source, file))
  }
  return places
}

/** The names of an import that are there at run time. */
function valuesOf(names) {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
}

function splitImport(names, places) {
  return valuesOf(names)
    .map((name) => {
      const place = places.get(name)
      if (place === undefined) throw new Error(`no index exports ${name} by its own name`)
      return `import { ${name} } from ${JSON.stringify(place)}`
    })
    .join('; ')
}

async function bundle(options) {
  const result = await Bun.build({
    entrypoints: [entry],
    format: 'esm',
    throw: false,
    ...options,
    plugins: [skipIndexFiles, leaveOutCurves, leaveOutDevtools, ...(options.plugins ?? [])],
  })
  for (const log of result.logs) console.error(log)
  if (!result.success) throw new Error(`${relative(folder, entry)} cannot be bundled`)
  return result
}

async function buildNode() {
  const outdir = join(scratch, 'node')
  const result = await bundle({
    outdir,
    target: 'node',
    // Native code: npm brings what fits the machine (docs/decisions/0011-the-keychain-is-opt-in.md).
    external: ['@napi-rs/keyring'],
    plugins: [takeBuiltinsWhole],
    splitting: true,
    naming: { entry: 'awsx.js', chunk: 'chunks/[name]-[hash].js', asset: 'assets/[name]-[hash].[ext]' },
    minify: { syntax: true, whitespace: true, identifiers: false },
    define: define('node'),
  })
  const main = result.outputs.find((output) => output.kind === 'entry-point').path
  // `hook` runs in every new shell, and needs little.
  await joinChunks(main, { entries: ['hot', 'engine'], apart: 'hook' })
  // Without these variables no preload, no inspector and no print-out of headers gets in (SECURITY I232-I234); their
  // values travel under another name, because the command that awsx becomes has a right to them.
  const names = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_DEBUG']
  const words = names.flatMap((name) => ['-u', name]).concat(names.map((name) => `AWSX_KEEP_${name}=\${${name}}`))
  const shebang = `#!/usr/bin/env -S ${words.join(' ')} node\n`
  await writeFile(main, shebang + (await readFile(main, 'utf8')))
  await chmod(main, 0o755)
}

async function buildNative() {
  const executablePath = join(scratch, 'bun')
  await writeSilentRuntime(executablePath)
  await bundle({
    minify: true,
    bytecode: true,
    // Without it Bun lifts node:http out of the chunks that are loaded on demand, and every command pays for it.
    splitting: true,
    define: define('native'),
    compile: {
      outfile: join(scratch, 'native/awsx'),
      executablePath,
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
  })
}

/**
 * Writes this Bun with the names of `silencedVariables` made unreadable: no variable has a name that begins with NUL.
 * Done before our code is put in, so that a name our own code mentions stays as it is.
 */
async function writeSilentRuntime(path) {
  const bytes = await readFile(process.execPath)
  for (const name of silencedVariables) {
    let found = 0
    for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1)) {
      // `process.env.NAME` is JavaScript inside the runtime, which must stay readable; only the inspector has it.
      if (bytes[at - 1] === 0x2e) continue
      bytes[at] = 0
      found++
    }
    if (found === 0)
      throw new Error(`this Bun does not mention ${name}: see what it reads instead, then change build.mjs`)
  }
  await writeFile(path, bytes)
  await chmod(path, 0o755)
}

/** Puts a finished build where it belongs: a failed one leaves the last good one there. */
async function publish(name) {
  await rm(join(dist, name), { recursive: true, force: true })
  await rename(join(scratch, name), join(dist, name))
}

try {
  await buildNode()
  await buildNative()
  await publish('node')
  await publish('native')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true, force: true })
}
