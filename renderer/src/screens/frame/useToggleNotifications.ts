import { useCallback } from 'react';
import { useToast } from '../../ui/index.ts';
import { useServices } from './services.ts';

/** Switches this viewer's desktop notifications; says so where they are not to be had. */
export function useToggleNotifications(): () => void {
  const services = useServices();
  const showToast = useToast();
  return useCallback(() => {
    const wanted = !services.notifications.get();
    void services.toggleNotifications().then((isOn) => {
      if (!wanted || isOn) return;
      showToast({
        tone: 'caution',
        title: 'This page may not show desktop notifications',
        text: 'Allow them for this page in the settings of the browser. The desktop window brings its own.',
      });
    });
  }, [services, showToast]);
}
