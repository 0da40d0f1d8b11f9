import {
  AppWindow,
  Boxes,
  ChartSpline,
  ClipboardCheck,
  Database,
  Dumbbell,
  FileText,
  FlaskConical,
  Grid3x3,
  KeyRound,
  Layers,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  Rocket,
  Scale,
  ScrollText,
  Users,
} from 'lucide-react';
import type { Role } from '@/lib/contracts/actor';

export type Place = {
  key:
    | 'overview'
    | 'datasets'
    | 'training'
    | 'checkpoints'
    | 'indexes'
    | 'evaluations'
    | 'grid'
    | 'playground'
    | 'studies'
    | 'releases'
    | 'applications'
    | 'jobs'
    | 'users'
    | 'keys'
    | 'audit'
    | 'judge'
    | 'report';
  href: string;
  icon: LucideIcon;
  /** second key of the shortcut `g ?` */
  shortcut?: string;
  roles: readonly Role[];
};

export type PlaceGroup = { key?: 'build' | 'measure' | 'decide' | 'run' | 'settings'; places: readonly Place[] };

const operators: readonly Role[] = ['admin', 'operator'];
const readers: readonly Role[] = ['admin', 'operator', 'stakeholder'];

/** The places of the console, grouped by the loop of the work; each names the roles whose use cases let them in. */
export const navigation: readonly PlaceGroup[] = [
  {
    places: [
      { key: 'overview', href: '/', icon: LayoutDashboard, shortcut: 'o', roles: operators },
      { key: 'report', href: '/report', icon: FileText, roles: readers },
      { key: 'judge', href: '/judge', icon: ClipboardCheck, roles: ['annotator'] },
    ],
  },
  {
    key: 'build',
    places: [
      { key: 'datasets', href: '/datasets', icon: Database, shortcut: 'd', roles: operators },
      { key: 'training', href: '/training', icon: Dumbbell, shortcut: 't', roles: operators },
      { key: 'checkpoints', href: '/checkpoints', icon: Boxes, shortcut: 'c', roles: operators },
      { key: 'indexes', href: '/indexes', icon: Layers, shortcut: 'i', roles: operators },
    ],
  },
  {
    key: 'measure',
    places: [
      { key: 'evaluations', href: '/evaluations', icon: ChartSpline, shortcut: 'e', roles: operators },
      { key: 'grid', href: '/stage-grid', icon: Grid3x3, shortcut: 'm', roles: operators },
      { key: 'playground', href: '/playground', icon: FlaskConical, shortcut: 'p', roles: operators },
    ],
  },
  { key: 'decide', places: [{ key: 'studies', href: '/studies', icon: Scale, shortcut: 's', roles: operators }] },
  {
    key: 'run',
    places: [
      { key: 'releases', href: '/releases', icon: Rocket, shortcut: 'r', roles: operators },
      { key: 'applications', href: '/applications', icon: AppWindow, shortcut: 'a', roles: operators },
      { key: 'jobs', href: '/jobs', icon: ListChecks, shortcut: 'j', roles: operators },
    ],
  },
  {
    key: 'settings',
    places: [
      { key: 'users', href: '/users', icon: Users, shortcut: 'u', roles: ['admin'] },
      { key: 'keys', href: '/keys', icon: KeyRound, shortcut: 'k', roles: operators },
      { key: 'audit', href: '/audit', icon: ScrollText, roles: operators },
    ],
  },
];

/** The groups with the places a role may use; groups without one fall away. */
export const placesFor = (role: Role): PlaceGroup[] =>
  navigation
    .map((group) => ({ ...group, places: group.places.filter((place) => place.roles.includes(role)) }))
    .filter((group) => group.places.length > 0);

/** Where a role begins. */
export const homeOf = (role: Role): string =>
  role === 'annotator' ? '/judge' : role === 'stakeholder' ? '/report' : '/';

/** Whether a place is open: the page itself or one below it. */
export const isOpenPlace = (place: Pick<Place, 'href'>, pathname: string): boolean =>
  place.href === '/' ? pathname === '/' : pathname === place.href || pathname.startsWith(`${place.href}/`);
