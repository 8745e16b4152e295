import {
  Boxes,
  Contact,
  CopyCheck,
  FileClock,
  FileDown,
  FileUp,
  Gauge,
  HandHelping,
  History,
  Inbox,
  KeyRound,
  Languages,
  Monitor,
  Moon,
  Pause,
  Play,
  Settings,
  Share2,
  Sun,
  UserPlus,
  UserRoundPlus,
  Users
} from '@lucide/vue'
import { computed, type Component } from 'vue'
import { t } from '../../locale'
import { useSettings } from '../../stores/settings'
import { useNavigation, type Place } from '../../stores/navigation'
import { usePeople } from '../../stores/people'
import { useSharing } from '../../stores/sharing'
import { useSpace } from '../../stores/space'
import { useToasts } from '../../stores/toasts'
import { useExport } from '../contacts/exporting'
import { useContactEditing } from '../contacts/editing'
import { useArrivals } from './arrivals'
import { networkWord } from './network-word'

export interface Command {
  id: string
  group: 'screens' | 'commands'
  label: string
  icon: Component
  keys?: string
  run: () => void
}

/** Screens and actions that the palette offers now. */
export function usePaletteCommands() {
  const navigation = useNavigation()
  const settings = useSettings()
  const sharing = useSharing()
  const people = usePeople()
  const space = useSpace()
  const toasts = useToasts()
  const arrivals = useArrivals()
  const exporting = useExport()
  const editing = useContactEditing()

  const screen = (name: Exclude<Place['screen'], 'duplicates'>, icon: Component, keys: string) => ({
    id: name,
    group: 'screens' as const,
    label: t(`nav.${name}`),
    icon,
    keys,
    run: () => void navigation.go({ screen: name })
  })
  const set = (change: Parameters<typeof settings.save>[0]) => () =>
    void settings.save(change).catch(toasts.failure)
  const pause = (paused: boolean) => () =>
    void space.take('space.pause', { paused }).catch(toasts.failure)

  return computed<Command[]>(() => {
    const paused = networkWord(space.status) === 'paused'
    const command = (id: string, label: string, icon: Component, run: () => void, keys?: string) =>
      ({ id, group: 'commands', label, icon, keys, run }) as const
    return [
      screen('contacts', Contact, 'mod+1'),
      screen('datoms', Boxes, 'mod+2'),
      screen('sharing', Share2, 'mod+3'),
      screen('received', Inbox, 'mod+4'),
      screen('people', Users, 'mod+5'),
      screen('imports', FileClock, 'mod+6'),
      screen('meter', Gauge, 'mod+7'),
      screen('activity', History, 'mod+8'),
      screen('settings', Settings, 'mod+,'),
      command('new', t('nav.newContact'), UserPlus, () => void editing.create(), 'mod+N'),
      command('import', t('nav.importFile'), FileDown, () => void arrivals.chooseFiles(), 'mod+O'),
      command('share', t('palette.shareSet'), Share2, () => (sharing.wizard = {})),
      command('receive', t('palette.receiveKey'), KeyRound, () => {
        void navigation.go({ screen: 'received' })
      }),
      command('addPerson', t('palette.addPerson'), UserRoundPlus, () => {
        void navigation.go({ screen: 'people' })
      }),
      command('ask', t('palette.askPerson'), HandHelping, () => (people.asking = {})),
      command('export', t('palette.exportAll'), FileUp, () => void exporting.all('vcard4')),
      command('duplicates', t('palette.duplicates'), CopyCheck, () => {
        void navigation.go({ screen: 'duplicates' })
      }),
      paused
        ? command('resume', t('status.resume'), Play, pause(false))
        : command('pause', t('status.pause'), Pause, pause(true)),
      command('light', t('palette.themeLight'), Sun, set({ theme: 'light' })),
      command('dark', t('palette.themeDark'), Moon, set({ theme: 'dark' })),
      command('system', t('palette.themeSystem'), Monitor, set({ theme: 'system' })),
      command('en', t('palette.languageEn'), Languages, set({ locale: 'en' })),
      command('zh', t('palette.languageZh'), Languages, set({ locale: 'zh-CN' }))
    ]
  })
}
