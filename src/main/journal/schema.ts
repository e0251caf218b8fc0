import type { Database } from 'better-sqlite3';
import { transactional } from './transaction.ts';

/** One migration a version; `user_version` tells how many have run. Never edit one that shipped. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE chats (
    channel TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('single', 'group')),
    last_seen INTEGER NOT NULL,
    -- Messages up to this one are no longer part of the conversation the agent sees.
    session_start INTEGER NOT NULL DEFAULT 0,
    -- WeCom's code for why a push cannot reach this chat; cleared when it speaks again.
    unreachable INTEGER,
    PRIMARY KEY (channel, id)
  ) WITHOUT ROWID;

  CREATE TABLE people (
    channel TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (channel, chat_id, user_id)
  ) WITHOUT ROWID;

  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT,
    quote TEXT,
    sender TEXT,
    reply_to INTEGER,
    state TEXT NOT NULL,
    note TEXT,
    at INTEGER NOT NULL,
    message_id TEXT,
    request_id TEXT,
    stream_id TEXT,
    opened_at INTEGER,
    bubble TEXT CHECK (bubble IN ('open', 'ended')),
    response_url TEXT
  );
  -- What duplicates are known by.
  CREATE UNIQUE INDEX messages_by_id ON messages (message_id, channel)
    WHERE message_id IS NOT NULL;
  CREATE INDEX messages_by_chat ON messages (channel, chat_id, seq);
  CREATE INDEX messages_unanswered ON messages (channel, at)
    WHERE state = 'received';
  CREATE INDEX messages_by_time ON messages (at);
  CREATE INDEX messages_replies ON messages (reply_to) WHERE reply_to IS NOT NULL;

  -- Ids of messages that were deleted, so that they are known all the same.
  CREATE TABLE deleted_ids (
    position INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    UNIQUE (message_id, channel)
  );
  CREATE TRIGGER messages_keep_id AFTER DELETE ON messages WHEN old.message_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO deleted_ids (message_id, channel)
      VALUES (old.message_id, old.channel);
  END;

  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    channel TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    chat_type TEXT,
    body TEXT NOT NULL,
    -- The bubble this part may end instead of being pushed, and the one-use address beside it.
    request_id TEXT,
    stream_id TEXT,
    opened_at INTEGER,
    response_url TEXT,
    response_until INTEGER,
    -- An earlier try left this computer and was never answered: it may have been shown.
    doubt INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL
      CHECK (state IN ('queued', 'sending', 'delivered', 'unconfirmed', 'failed')),
    via TEXT CHECK (via IN ('finish', 'push', 'url')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    sent_at INTEGER,
    code INTEGER,
    error TEXT
  );
  CREATE INDEX deliveries_by_message ON deliveries (message, part);
  CREATE INDEX deliveries_queued ON deliveries (channel, chat_id) WHERE state = 'queued';
  CREATE INDEX deliveries_sending ON deliveries (message) WHERE state = 'sending';
  CREATE INDEX deliveries_sent ON deliveries (sent_at) WHERE sent_at IS NOT NULL;

  CREATE VIRTUAL TABLE messages_fts
    USING fts5 (text, content = 'messages', content_rowid = 'seq', tokenize = 'trigram');
  -- Messages up to this one are in the index; it is brought up to date when there is time.
  CREATE TABLE indexed (up_to INTEGER NOT NULL);
  INSERT INTO indexed (up_to) VALUES (0);
  CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages
    WHEN old.seq <= (SELECT up_to FROM indexed) BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.seq, old.text);
  END;
  `,
  `
  -- Milliseconds from the first reasoning to the first text.
  ALTER TABLE messages ADD COLUMN thought_ms INTEGER;

  -- Messages up to this one have been seen. Nobody could say so before: what is old was.
  ALTER TABLE chats ADD COLUMN read_seq INTEGER NOT NULL DEFAULT 0;
  UPDATE chats SET read_seq = (SELECT coalesce(max(seq), 0) FROM messages);

  -- With the direction in them, what came in is counted without a look at the messages.
  DROP INDEX messages_by_chat;
  CREATE INDEX messages_by_chat ON messages (channel, chat_id, seq, direction);
  DROP INDEX messages_by_time;
  CREATE INDEX messages_by_time ON messages (at, direction);
  CREATE INDEX messages_failed ON messages (at) WHERE state = 'failed';

  -- In which state the connection was, and until when this is known.
  CREATE TABLE connection_log (
    id INTEGER PRIMARY KEY,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    name TEXT NOT NULL
  );
  `,
];

/** The version of the schema this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The version a database is at; 0 for a new one. */
export function versionOf(database: Database): number {
  const version = database.pragma('user_version', { simple: true });
  return typeof version === 'number' ? version : 0;
}

/** Brings a database to version `to`, each version in a transaction of its own. */
export function migrate(database: Database, to = SCHEMA_VERSION): void {
  for (let version = versionOf(database); version < to; version += 1) {
    const sql = MIGRATIONS[version] ?? '';
    transactional(database, () => {
      database.exec(sql);
      database.pragma(`user_version = ${version + 1}`);
    })();
  }
}
