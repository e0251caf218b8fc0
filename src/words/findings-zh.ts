import { bare, type FindingWords, size } from './findings.ts';

const SIGN_IN = '如果是访客网络，请先打开任意网页完成登录，再重新检查。';

/** What every check can find, in Simplified Chinese. */
export const findingsZh: FindingWords = {
  any: {
    late: ({ seconds }) => ({
      detail: `${seconds} 秒内没有结果。`,
      remedy: '请重新检查；如果仍然如此，请检查网络。',
    }),
    broken: ({ why }) => ({
      detail: `无法完成这项检查。（${bare(why)}）`,
      remedy: '请根据括号中的原因处理后重新检查。',
    }),
  },
  folder: {
    ready: ({ path }) => ({ detail: `所有数据都保存在 ${path}。` }),
    unusable: ({ why }) => ({
      detail: `数据文件夹不可用。（${bare(why)}）`,
      remedy: '请确认本人可以读写该文件夹。',
    }),
  },
  disk: {
    enough: ({ free }) => ({ detail: `保存对话的磁盘还有 ${size(free)} 可用空间。` }),
    low: ({ free }) => ({
      detail: `保存对话的磁盘只剩 ${size(free)}。`,
      remedy: '请尽快清理空间：磁盘写满后将无法接收消息。',
    }),
    full: ({ free }) => ({
      detail: `磁盘即将写满，只剩 ${size(free)}。`,
      remedy: '请立即清理空间：磁盘写满后将无法接收消息。',
    }),
  },
  settings: {
    good: ({ file }) => ({ detail: `设置文件 ${file} 没有问题。` }),
    problems: ({ problems, file }) => ({
      detail: `设置中有需要留意的地方。（${bare(problems)}）`,
      remedy: `设置文件是 ${file}。`,
    }),
    unusable: ({ problems, file }) => ({
      detail: `设置无法使用。（${bare(problems)}）`,
      remedy: `设置文件是 ${file}。`,
    }),
  },
  keychain: {
    answers: () => ({ detail: '系统钥匙串可用。' }),
    unavailable: ({ why }) => ({
      detail: `系统钥匙串被锁定或不可用。（${bare(why)}）`,
      remedy: '请解锁钥匙串，然后重试。',
    }),
    unneeded: ({ why }) => ({
      detail: `系统钥匙串被锁定或不可用，机器人密钥来自环境变量。（${bare(why)}）`,
      remedy: '如需保存密钥，请先解锁钥匙串。',
    }),
  },
  journal: {
    readable: ({ path, chats }) => ({ detail: `对话记录 ${path} 可以读取，共 ${chats} 个会话。` }),
    none: () => ({ detail: '还没有对话记录，首次启动时会创建。' }),
    unreadable: ({ why }) => ({
      detail: `对话记录无法读取。（${bare(why)}）`,
      remedy: '下次启动时会升级它，或将其另存后新建一份。',
    }),
  },
  bot: {
    bound: ({ bot }) => ({ detail: `已绑定机器人 ${bot}。` }),
    'not-bound': () => ({ detail: '尚未绑定机器人。', remedy: '请用企业微信扫码绑定。' }),
    'switched-off': ({ bot }) => ({
      detail: `机器人 ${bot} 已绑定，但已停用。`,
      remedy: '请在设置中启用。',
    }),
    'no-secret': ({ bot }) => ({
      detail: `机器人 ${bot} 已绑定，但缺少密钥。`,
      remedy: '请重新绑定，或在设置中输入密钥。',
    }),
  },
  dns: {
    found: ({ host, address }) => ({ detail: `${host} 的地址是 ${address}。` }),
    literal: ({ host }) => ({ detail: `${host} 已经是地址，无需解析域名。` }),
    unknown: ({ host, why }) => ({
      detail: `无法解析 ${host} 的地址。（${bare(why)}）`,
      remedy: '请检查网络和 DNS 设置。',
    }),
  },
  tls: {
    good: ({ host }) => ({ detail: `可以访问 ${host}，证书有效。` }),
    plain: ({ host }) => ({ detail: `可以访问 ${host}，它就在本机。` }),
    unresolved: ({ host }) => ({
      detail: `${host} 没有解析出地址，因此未尝试连接。`,
      remedy: '请检查网络和 DNS 设置。',
    }),
    unreachable: ({ host, why }) => ({
      detail: `无法连接 ${host}。（${bare(why)}）`,
      remedy: '请检查网络：防火墙可能阻止了对外连接。',
    }),
    'not-tls': ({ host, why }) => ({
      detail: `应答的不是 ${host}，而是别的服务。（${bare(why)}）`,
      remedy: SIGN_IN,
    }),
    'self-signed': ({ host, issuer }) => ({
      detail: `${host} 出示的是自签名证书（${issuer}）。`,
      remedy: `${SIGN_IN}私有部署请将其根证书加入 NODE_EXTRA_CA_CERTS。`,
    }),
    'wrong-host': ({ host, subject }) => ({
      detail: `${host} 出示的证书属于另一台主机（${subject}）。`,
      remedy: SIGN_IN,
    }),
    expired: ({ host, until }) => ({
      detail: `${host} 的证书已于 ${until} 过期。`,
      remedy: '请检查本机的日期和时间。',
    }),
    'not-yet': ({ host, from }) => ({
      detail: `${host} 的证书要到 ${from} 才生效。`,
      remedy: '请检查本机的日期和时间。',
    }),
    untrusted: ({ host, issuer }) => ({
      detail: `${host} 的证书由未受信任的机构签发（${issuer}）。`,
      remedy:
        '网络中可能有设备在查看通信内容。如果这是公司的安排，请将其根证书加入 NODE_EXTRA_CA_CERTS。',
    }),
    certificate: ({ host, why }) => ({
      detail: `${host} 的证书无效。（${bare(why)}）`,
      remedy: SIGN_IN,
    }),
  },
  proxy: {
    none: () => ({ detail: '没有设置代理，直接连接。' }),
    excepted: ({ variables, host }) => ({
      detail: `设置了代理（${variables}），但 ${host} 不走代理，直接连接。`,
    }),
    unused: ({ variables, proxy }) => ({
      detail: `设置了代理（${variables}${proxy ? `：${proxy}` : ''}），但不会使用：与企业微信的连接是直连。`,
      remedy: '如果网络只允许通过代理访问外部，请让管理员放行企业微信，或换一个网络。',
    }),
  },
  clock: {
    right: () => ({ detail: '本机时间准确。' }),
    fast: ({ seconds }) => ({
      detail: `本机时间快了 ${seconds} 秒。`,
      remedy: '请打开系统的自动校时。',
    }),
    slow: ({ seconds }) => ({
      detail: `本机时间慢了 ${seconds} 秒。`,
      remedy: '请打开系统的自动校时。',
    }),
    unknown: ({ why }) => ({
      detail: `无法与企业微信的时间比较。（${bare(why)}）`,
      remedy: '请检查网络，然后重新检查。',
    }),
  },
  agent: {
    echo: () => ({
      detail: '目前由回声回答：原样重复对方的话。',
      remedy: '请在设置中选择一个程序或模型。',
    }),
    program: ({ name, path }) => ({ detail: `由程序 ${name} 回答。（${path}）` }),
    'no-program': ({ name }) => ({
      detail: `找不到程序 ${name}。`,
      remedy: '请安装它，或在设置中填写完整路径。',
    }),
    model: ({ url, model }) => ({ detail: `${url} 可用，并提供 ${model}。` }),
    'no-model': ({ url, model }) => ({
      detail: `${url} 可用，但没有列出 ${model}。`,
      remedy: '请在那里下载该模型，或在设置中换一个。',
    }),
    endpoint: ({ url }) => ({ detail: `${url} 可用。` }),
    'no-endpoint': ({ url, why }) => ({
      detail: `${url} 没有响应。（${bare(why)}）`,
      remedy: '请启动它，或在设置中更正地址。',
    }),
    unauthorized: ({ url }) => ({
      detail: `${url} 拒绝了密钥。`,
      remedy: '请在设置中输入密钥。',
    }),
  },
  connection: {
    online: ({ pid, bot }) => ({ detail: `在线：${bot}。（进程 ${pid}）` }),
    connecting: ({ pid }) => ({ detail: `正在连接企业微信。（进程 ${pid}）` }),
    waiting: ({ pid, why, seconds }) => ({
      detail: `未连接，${seconds} 秒后重试。（${bare(why)}，进程 ${pid}）`,
    }),
    displaced: ({ pid }) => ({
      detail: `机器人已在另一台设备上连接。（进程 ${pid}）`,
      remedy: '如需在本机使用，请连接。',
    }),
    refused: ({ pid, why, code }) => ({
      detail: `企业微信拒绝了机器人：${bare(why)}。（${code}，进程 ${pid}）`,
      remedy: '请重新绑定或更新密钥。',
    }),
    stopped: ({ pid }) => ({
      detail: `已断开，发给机器人的消息不会得到回复。（进程 ${pid}）`,
      remedy: '连接后即可回复。',
    }),
    absent: () => ({ detail: 'WeCom Tray 没有运行。', remedy: '请启动它。' }),
    silent: ({ why }) => ({
      detail: `正在运行的 WeCom Tray 没有应答。（${bare(why)}）`,
      remedy: '请重新启动它。',
    }),
  },
};
