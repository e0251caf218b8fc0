/** A language that this program speaks. `zh` is Simplified Chinese. */
export type Language = 'en' | 'zh';

/** The same words in each language. */
export type InEach<Words> = Readonly<Record<Language, Words>>;
