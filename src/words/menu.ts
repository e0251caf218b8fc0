import type { InEach } from '../shared/language.ts';

interface MenuWords {
  readonly edit: string;
  readonly view: string;
  readonly window: string;
  readonly reload: string;
  readonly devTools: string;
  readonly actualSize: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly close: string;
  readonly minimize: string;
  readonly about: string;
  readonly hide: string;
  readonly quit: string;
}

const en: MenuWords = {
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  reload: 'Reload',
  devTools: 'Developer tools',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  close: 'Close window',
  minimize: 'Minimise',
  about: 'About WeCom Tray',
  hide: 'Hide WeCom Tray',
  quit: 'Quit WeCom Tray',
};

const zh: MenuWords = {
  edit: '编辑',
  view: '显示',
  window: '窗口',
  reload: '重新加载',
  devTools: '开发者工具',
  actualSize: '实际大小',
  zoomIn: '放大',
  zoomOut: '缩小',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '拷贝',
  paste: '粘贴',
  selectAll: '全选',
  close: '关闭窗口',
  minimize: '最小化',
  about: '关于 WeCom Tray',
  hide: '隐藏 WeCom Tray',
  quit: '退出 WeCom Tray',
};

/** The application's menu: shown on macOS, elsewhere only its keys work. */
export const menuWords: InEach<typeof en> = { en, zh };
