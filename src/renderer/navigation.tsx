import { createContext, use } from 'react';
import type { ChatKey, ViewName } from '../shared/api.ts';

/** Where somebody is in the window. */
export interface Place {
  readonly view: ViewName;
  /** Conversations: the chat that is open. */
  readonly chat?: ChatKey;
  /** Conversations: the message to show. */
  readonly seq?: number;
  /** Status: whether a bot is being bound. */
  readonly binding?: boolean;
  /** Settings: the field to show. */
  readonly field?: string;
}

/** Where somebody is, and how to go elsewhere. */
export interface Navigation {
  readonly place: Place;
  readonly go: (place: Place) => void;
}

/** Set by the shell. */
export const NavigationContext = createContext<Navigation | undefined>(undefined);

/** Where somebody is, and how to go elsewhere. */
export function useNavigation(): Navigation {
  const navigation = use(NavigationContext);
  if (!navigation) throw new Error('A view is outside of the shell.');
  return navigation;
}
