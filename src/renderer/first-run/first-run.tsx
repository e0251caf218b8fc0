import { Button } from '../design/button.tsx';

/** What comes before there is a bot: how to start, binding, who answers. */
export function FirstRun({ onDone }: { onDone: () => void }) {
  return <Button onClick={onDone}>Skip</Button>;
}
