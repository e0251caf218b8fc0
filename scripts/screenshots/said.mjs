/**
 * What is said in the pictures.
 *
 * @typedef {object} Turn
 * @property {'zhangsan' | 'lisi'} from
 * @property {boolean} [group] In the group instead of the direct chat.
 * @property {string} question
 * @property {string} [thought]
 * @property {string} answer
 */

/** @typedef {{ phoneWords: { scan: string; confirm: string; back: string }; turns: Turn[] }} Said */

/** @type {Record<'en' | 'zh', Said>} */
export const said = {
  en: {
    phoneWords: { scan: 'Scan', confirm: 'Confirm', back: 'Back' },
    turns: [
      {
        from: 'lisi',
        group: true,
        question: 'Who is on call this week?',
        answer: '**Zhang San** until Wednesday, then **Li Si**. It is in `on-call.md`.',
      },
      {
        from: 'lisi',
        question: 'Where are the minutes of the Monday meeting?',
        answer: 'In `notes/monday.md`. The three decisions are at its top.',
      },
      {
        from: 'zhangsan',
        question: 'Did the backup run last night?',
        answer: 'Yes, at 02:00. It took 11 minutes and holds 48,213 files.',
      },
      {
        from: 'zhangsan',
        question: 'How do I get a single file back from it?',
        thought:
          'The backups are made by restic. A single file comes back with --include, and into a ' +
          'folder of its own, so that nothing newer is overwritten.',
        answer: [
          'Take it from the newest snapshot, in two steps:',
          '',
          '1. **Find it**, to see which snapshots hold it.',
          '2. **Restore it** into another folder, so that nothing newer is overwritten.',
          '',
          '```sh',
          'restic find report.xlsx',
          'restic restore latest -i report.xlsx -t ~/restored',
          '```',
          '',
          'It keeps its whole path below `~/restored`.',
        ].join('\n'),
      },
    ],
  },
  zh: {
    phoneWords: { scan: '扫一扫', confirm: '确认', back: '返回' },
    turns: [
      {
        from: 'lisi',
        group: true,
        question: '这周谁值班？',
        answer: '周三之前是**张三**，之后是**李四**，见 `值班表.md`。',
      },
      {
        from: 'lisi',
        question: '周一例会的纪要放在哪里？',
        answer: '在 `纪要/周一例会.md`，三项结论写在开头。',
      },
      {
        from: 'zhangsan',
        question: '昨晚的备份跑完了吗？',
        answer: '跑完了。凌晨 2:00 开始，用时 11 分钟，共 48,213 个文件。',
      },
      {
        from: 'zhangsan',
        question: '怎么从里面取回单个文件？',
        thought:
          '备份用的是 restic。取回单个文件可以用 --include，并恢复到单独的文件夹，以免覆盖较新的文件。',
        answer: [
          '从最新的快照里取，分两步：',
          '',
          '1. **查找**：看看哪些快照里有这个文件。',
          '2. **恢复**：放到另一个文件夹，避免覆盖较新的文件。',
          '',
          '```sh',
          'restic find report.xlsx',
          'restic restore latest -i report.xlsx -t ~/restored',
          '```',
          '',
          '恢复后，文件会按原来的完整路径放在 `~/restored` 下。',
        ].join('\n'),
      },
    ],
  },
};
