import { bare, type FindingWords, size } from './findings.ts';

const SIGN_IN = 'On a guest network, open a web page and sign in first; then run this again.';

/** What every check can find, in English. */
export const findingsEn: FindingWords = {
  any: {
    late: ({ seconds }) => ({
      detail: `There was no answer within ${seconds} s.`,
      remedy: 'Run this again; where it stays, check the network.',
    }),
    broken: ({ why }) => ({
      detail: `This could not be checked. (${bare(why)})`,
      remedy: 'Run this again; what stands in brackets is in the way.',
    }),
  },
  folder: {
    ready: ({ path }) => ({ detail: `Everything is kept in ${path}.` }),
    unusable: ({ why }) => ({ detail: why }),
  },
  disk: {
    enough: ({ free }) => ({ detail: `${size(free)} are free for conversations.` }),
    low: ({ free }) => ({
      detail: `Only ${size(free)} are free where conversations are kept.`,
      remedy: 'Make room soon: on a full disk no message can be taken.',
    }),
    full: ({ free }) => ({
      detail: `The disk is nearly full, ${size(free)} are left.`,
      remedy: 'Make room now: on a full disk no message can be taken.',
    }),
  },
  settings: {
    good: ({ file }) => ({ detail: `The settings in ${file} are in order.` }),
    problems: ({ problems, file, unsaid }) => ({
      detail: problems,
      ...(unsaid ? { remedy: `The settings file is ${file}.` } : {}),
    }),
    unusable: ({ problems, file, unsaid }) => ({
      detail: problems,
      ...(unsaid ? { remedy: `The settings file is ${file}.` } : {}),
    }),
  },
  keychain: {
    answers: () => ({ detail: 'The keychain of this system answers.' }),
    unavailable: ({ why, remedy }) => ({ detail: why, remedy }),
    unneeded: ({ why, remedy }) => ({
      detail: `${why} The secret of the bot comes from the environment.`,
      remedy,
    }),
  },
  journal: {
    readable: ({ path, chats }) => ({ detail: `${path} can be read; it holds ${chats} chats.` }),
    none: () => ({ detail: 'There is no journal yet; the first start makes it.' }),
    unreadable: ({ why }) => ({
      detail: why,
      remedy: 'The next start brings it up to date, or sets it aside and begins a new one.',
    }),
  },
  bot: {
    bound: ({ bot }) => ({ detail: `${bot} is bound.` }),
    'not-bound': () => ({
      detail: 'No bot is bound.',
      remedy: 'Bind one by scanning a QR code with WeCom.',
    }),
    'switched-off': ({ bot }) => ({
      detail: `${bot} is bound, but switched off.`,
      remedy: 'Switch it on in Settings.',
    }),
    'no-secret': ({ bot }) => ({
      detail: `${bot} is bound, but its secret is missing.`,
      remedy: 'Bind again, or enter the secret in Settings.',
    }),
  },
  dns: {
    found: ({ host, address }) => ({ detail: `${host} has the address ${address}.` }),
    literal: ({ host }) => ({ detail: `${host} is an address; there is no name to look up.` }),
    unknown: ({ host, why }) => ({
      detail: `${host} has no address. (${bare(why)})`,
      remedy: 'Check the network and its DNS.',
    }),
  },
  tls: {
    good: ({ host }) => ({ detail: `${host} answers, and its certificate is good.` }),
    plain: ({ host }) => ({ detail: `${host} answers; it is this computer itself.` }),
    unresolved: ({ host }) => ({
      detail: `${host} was not tried, for its name has no address.`,
      remedy: 'Check the network and its DNS.',
    }),
    unreachable: ({ host, why }) => ({
      detail: `${host} cannot be connected to. (${bare(why)})`,
      remedy: 'Check the network: a firewall may keep connections from leaving.',
    }),
    'not-tls': ({ host, why }) => ({
      detail: `Something else answers in place of ${host}. (${bare(why)})`,
      remedy: SIGN_IN,
    }),
    'self-signed': ({ host, issuer }) => ({
      detail: `The certificate shown for ${host} is signed by nobody but itself (${issuer}).`,
      remedy: `${SIGN_IN} A private deployment needs its authority in NODE_EXTRA_CA_CERTS.`,
    }),
    'wrong-host': ({ host, subject }) => ({
      detail: `The certificate shown for ${host} belongs to another host (${subject}).`,
      remedy: SIGN_IN,
    }),
    expired: ({ host, until }) => ({
      detail: `The certificate shown for ${host} ran out on ${until}.`,
      remedy: 'Check the date and time of this computer.',
    }),
    'not-yet': ({ host, from }) => ({
      detail: `The certificate shown for ${host} is not valid before ${from}.`,
      remedy: 'Check the date and time of this computer.',
    }),
    untrusted: ({ host, issuer }) => ({
      detail: `The certificate shown for ${host} is vouched for by nobody known (${issuer}).`,
      remedy:
        'Something on this network may be reading along. Where that is meant to be, put its ' +
        'authority into NODE_EXTRA_CA_CERTS.',
    }),
    certificate: ({ host, why }) => ({
      detail: `The certificate shown for ${host} is not good. (${bare(why)})`,
      remedy: SIGN_IN,
    }),
  },
  proxy: {
    none: () => ({ detail: 'No proxy is set; connections are made directly.' }),
    excepted: ({ variables, host }) => ({
      detail: `A proxy is set (${variables}), but not for ${host}, which is connected to directly.`,
    }),
    unused: ({ variables, proxy }) => ({
      detail:
        `A proxy is set (${variables}${proxy ? `: ${proxy}` : ''}), but not used: ` +
        'connections to WeCom are made directly.',
      remedy:
        'Where the network lets nothing out except through the proxy, have it allow WeCom, or ' +
        'use another network.',
    }),
  },
  clock: {
    right: () => ({ detail: 'The clock of this computer is right.' }),
    fast: ({ seconds }) => ({
      detail: `The clock of this computer is ${seconds} s fast.`,
      remedy: 'Let the system set its clock by itself.',
    }),
    slow: ({ seconds }) => ({
      detail: `The clock of this computer is ${seconds} s slow.`,
      remedy: 'Let the system set its clock by itself.',
    }),
    unknown: ({ why }) => ({
      detail: `The clock could not be compared with WeCom's. (${bare(why)})`,
      remedy: 'Check the network, then run this again.',
    }),
  },
  agent: {
    echo: () => ({
      detail: 'An echo answers: it repeats what people write.',
      remedy: 'Choose a program or a model in Settings.',
    }),
    program: ({ name, path }) => ({ detail: `The program ${name} answers. (${path})` }),
    'no-program': ({ name }) => ({
      detail: `The program ${name} is not found.`,
      remedy: 'Install it, or give its full path in Settings.',
    }),
    model: ({ url, model }) => ({ detail: `${url} answers and has ${model}.` }),
    'no-model': ({ url, model }) => ({
      detail: `${url} answers, but does not list ${model}.`,
      remedy: 'Download the model there, or choose another in Settings.',
    }),
    endpoint: ({ url }) => ({ detail: `${url} answers.` }),
    'no-endpoint': ({ url, why }) => ({
      detail: `${url} does not answer. (${bare(why)})`,
      remedy: 'Start it, or correct its address in Settings.',
    }),
    unauthorized: ({ url }) => ({
      detail: `${url} refuses the key.`,
      remedy: 'Enter the key in Settings.',
    }),
  },
  connection: {
    online: ({ pid, bot }) => ({ detail: `Online as ${bot}. (process ${pid})` }),
    connecting: ({ pid }) => ({ detail: `Connecting to WeCom. (process ${pid})` }),
    waiting: ({ pid, why, seconds }) => ({
      detail: `Not connected: ${bare(why)}. Next try in ${seconds} s. (process ${pid})`,
    }),
    displaced: ({ pid }) => ({
      detail: `Another device has taken this bot over. (process ${pid})`,
      remedy: 'Connect to use it here.',
    }),
    refused: ({ pid, why, code }) => ({
      detail: `WeCom refused the bot: ${bare(why)}. (${code}, process ${pid})`,
      remedy: 'Bind again, or renew the secret.',
    }),
    stopped: ({ pid }) => ({
      detail: `Disconnected; messages to the bot are not answered. (process ${pid})`,
      remedy: 'Connect to have them answered.',
    }),
    absent: () => ({ detail: 'WeCom Tray is not running.', remedy: 'Start it.' }),
    silent: ({ why }) => ({ detail: why }),
  },
};
