import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { builtCli, changed, petShop, plainEnvironment, temporaryFolder, tidemill } from '../support/cli.ts'

/** Runs a command on a pseudo-terminal of 100 by 30 and gives back all that it wrote there. */
const onTerminal = `
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

function terminal(words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const child = spawn('python3', ['-c', onTerminal, process.execPath, builtCli, ...words], {
    cwd,
    env: { ...plainEnvironment(), TERM: 'xterm-256color', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

const ansi = '\x1b['
const color = `${ansi}32m`
const eraseLine = `${ansi}2K`

describe('on a terminal', () => {
  test('what is running is drawn in place, and results scroll by above it', async () => {
    const { code, output } = await terminal(['build'], temporaryFolder(petShop))
    expect(code).toBe(0)
    expect(output).toContain(eraseLine)
    expect(output).toContain(`${ansi}1A`)
    expect(output).toContain('━')
    expect(output).toMatch(/\d\/6/)
    expect(output).toContain('OK created sql table model shop.species')
    expect(output).not.toContain('START')
    const end = output.slice(output.lastIndexOf(eraseLine))
    expect(end).toContain('Done. PASS=6')
    expect(end).not.toContain('━')
  })

  test('CI gets lines', async () => {
    const { output } = await terminal(['build'], temporaryFolder(petShop), { CI: 'true' })
    expect(output).toContain('START sql table model shop.species')
    expect(output).not.toContain(eraseLine)
  })

  test.each([
    ['', {}, true],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['--no-color', {}, false],
    ['TERM=dumb', { TERM: 'dumb' }, false],
  ])('colours: %s', async (words, env, colored) => {
    const options = words.startsWith('--') ? [words] : []
    const { output } = await terminal(['build', ...options], temporaryFolder(petShop), env)
    expect(output.includes(color)).toBe(colored)
  })
})

describe('in a pipe', () => {
  const broken = changed(petShop, { 'models/first.sql': 'select * from {{ref "anmals"}}\n' })

  test.each([
    ['nothing said', {}, false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['NO_COLOR wins over FORCE_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('colours: %s', async (_, env, colored) => {
    const { stderr } = await tidemill(['parse'], { cwd: temporaryFolder(broken), env })
    expect(stderr.includes(ansi)).toBe(colored)
  })
})
