import { ChevronLeft } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { commonWords } from '../../words/common.ts';
import { firstRunWords } from '../../words/first-run.ts';
import { shellWords } from '../../words/shell.ts';
import { ChooseAgent } from '../agents/choose-agent.tsx';
import { Binding } from '../binding/binding.tsx';
import { ManualEntry } from '../binding/manual-entry.tsx';
import { reasonOf, useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { ErrorFence } from '../design/error-fence.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import css from './first-run.module.css';
import { LanguageSwitch } from './language-switch.tsx';
import { showPhone, takePhoneOrder } from './phone.ts';
import { Start } from './start.tsx';

/** Where somebody is before there is a bot. */
type Step = 'start' | 'bind' | 'manual' | 'agent';

/** What comes before there is a bot: how to start, binding, who answers. */
export function FirstRun({ onDone }: { onDone: () => void }) {
  const { api, info } = useSession();
  const words = useWords(firstRunWords);
  const common = useWords(commonWords);
  // In the simulation the first question is answered.
  const [step, setStep] = useState<Step>(info.demo ? 'bind' : 'start');
  const [failure, setFailure] = useState<string>();
  const tell = async (work: () => Promise<unknown>): Promise<void> => {
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(common.declined[reasonOf(error).reason]);
    }
  };
  useEffect(() => {
    if (!info.demo || !takePhoneOrder()) return;
    void showPhone(api).catch((error: unknown) => {
      setFailure(common.declined[reasonOf(error).reason]);
    });
  }, [api, info.demo, common]);
  const go = (next: Step): void => {
    setFailure(undefined);
    setStep(next);
  };
  return (
    <main className={css.page}>
      <div className={css.bar}>
        <Back step={step} go={go} tell={tell} />
        <LanguageSwitch tell={tell} />
      </div>
      <div className={css.column}>
        {failure && <Notice kind="bad">{failure}</Notice>}
        <ErrorFence key={step}>
          {step === 'start' && <Start go={go} tell={tell} />}
          {step === 'bind' && (
            <>
              <PhoneHint tell={tell} />
              <Binding onBound={() => go('agent')} />
            </>
          )}
          {step === 'manual' && <ManualEntry onBound={() => go('agent')} />}
          {step === 'agent' && (
            <ChooseAgent lead={words.whoAnswersLead} onDone={onDone} onSkip={onDone} />
          )}
        </ErrorFence>
      </div>
    </main>
  );
}

interface StepProps {
  readonly go: (step: Step) => void;
  /** Does something and says so where it fails. */
  readonly tell: (work: () => Promise<unknown>) => Promise<void>;
}

/** Back to the first question; out of the simulation, which has none. */
function Back({ step, go, tell }: StepProps & { step: Step }): ReactNode {
  const { api, info } = useSession();
  const common = useWords(commonWords);
  const shell = useWords(shellWords);
  if (info.demo) {
    return (
      <Button kind="quiet" onClick={() => tell(() => api.app.leaveDemo())}>
        <ChevronLeft size={16} aria-hidden />
        {shell.demoLeave}
      </Button>
    );
  }
  if (step === 'start') return null;
  return (
    <Button kind="quiet" onClick={() => go('start')}>
      <ChevronLeft size={16} aria-hidden />
      {common.back}
    </Button>
  );
}

/** In the simulation: who plays WeCom, and where it is. */
function PhoneHint({ tell }: Pick<StepProps, 'tell'>) {
  const { api, info } = useSession();
  const words = useWords(firstRunWords);
  const shell = useWords(shellWords);
  if (!info.demo) return null;
  return (
    <Notice
      kind="info"
      action={<Button onClick={() => tell(() => showPhone(api))}>{shell.demoPhone}</Button>}
    >
      {words.phoneHint}
    </Notice>
  );
}
