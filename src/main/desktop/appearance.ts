import { Menu, nativeTheme } from 'electron';
import { applicationMenu } from './menu.ts';
import type { Preferences } from './preferences.ts';

/** What {@link followAppearance} needs. */
export interface AppearanceOptions {
  readonly preferences: Preferences;
  readonly devTools: boolean;
  /** Told after each change. */
  readonly onChange: () => void;
}

/** Keeps colours and language as the preferences say. */
export function followAppearance({ preferences, devTools, onChange }: AppearanceOptions): void {
  const follow = (): void => {
    const { appearance } = preferences.current();
    nativeTheme.themeSource = appearance === 'auto' ? 'system' : appearance;
    const { platform } = process;
    const menu = applicationMenu({ platform, language: preferences.language(), devTools });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
    onChange();
  };
  preferences.onChange(follow);
  follow();
}
