import { spawn } from 'node:child_process';

/**
 * Lets `program` run in the place of this process: with its terminal, its signals and, in the end,
 * its exit code. A terminal sends Ctrl-C to both by itself, so that is passed on only without one.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function handOver(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' });
  const inTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  process.on('SIGINT', () => void (inTerminal || child.kill('SIGINT')));
  process.on('SIGTERM', () => void child.kill('SIGTERM'));
  process.on('SIGHUP', () => void child.kill('SIGHUP'));
  child.on('error', (error) => {
    console.error(`Cannot start ${program}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
