import { Component, type ReactNode } from 'react';
import { shellWords } from '../../words/shell.ts';
import { LanguageContext } from '../language.tsx';
import { Button } from './button.tsx';
import css from './empty.module.css';

/** Keeps an error of one view from taking the window with it. React knows only classes here. */
export class ErrorFence extends Component<{ children: ReactNode }, { broken: boolean }> {
  static override contextType = LanguageContext;
  declare context: React.ContextType<typeof LanguageContext>;
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const words = shellWords[this.context];
    return (
      <div className={css.empty} role="alert">
        <p>{words.broken}</p>
        <Button onClick={() => this.setState({ broken: false })}>{words.reload}</Button>
      </div>
    );
  }
}
