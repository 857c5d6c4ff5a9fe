export { createBrowserClock, createClock, type Clock } from './clock/clock.ts';
export { useClock } from './clock/useClock.ts';
export { Button, type ButtonKind, type ButtonProps } from './controls/Button.tsx';
export { ChoiceInput, type Choice } from './controls/ChoiceInput.tsx';
export { CopyButton } from './controls/CopyButton.tsx';
export { DownloadButton } from './controls/DownloadButton.tsx';
export { CheckList } from './controls/CheckList.tsx';
export { CheckboxInput } from './controls/CheckboxInput.tsx';
export { FilterField, FilterRow } from './controls/FilterRow.tsx';
export { FormField, type FieldBinding } from './controls/FormField.tsx';
export { IconButton } from './controls/IconButton.tsx';
export { Kbd } from './controls/Kbd.tsx';
export { ReasonedButton } from './controls/ReasonedButton.tsx';
export { SelectInput, type SelectOption } from './controls/SelectInput.tsx';
export { toOptions, withChosen } from './controls/selectOptions.ts';
export { Tabs, type Tab } from './controls/Tabs.tsx';
export { TextArea } from './controls/TextArea.tsx';
export { TextInput } from './controls/TextInput.tsx';
export { Empty } from './feedback/Empty.tsx';
export { ErrorNote } from './feedback/ErrorNote.tsx';
export { ProgressBar } from './feedback/ProgressBar.tsx';
export { Reason } from './feedback/Reason.tsx';
export { Skeleton } from './feedback/Skeleton.tsx';
export { useToast, type ToastMessage } from './feedback/Toasts.tsx';
export { Frame, type NavigationItem } from './frame/Frame.tsx';
export { IdentityCard } from './frame/IdentityCard.tsx';
export { StatusBar, type StatusItem } from './frame/StatusBar.tsx';
export { UiProvider } from './frame/UiProvider.tsx';
export { Matrix, type MatrixPlace } from './grid/Matrix.tsx';
export type { CellMark, CellMarkKind, MatrixCellModel, MatrixColumn, MatrixRow } from './grid/matrixModel.ts';
export { Table, type TableRows } from './grid/Table.tsx';
export type { ColumnSize, TableColumn, TableSort } from './grid/tableColumns.ts';
export { useVirtualWindow } from './grid/useVirtualWindow.ts';
export { Age } from './marks/Age.tsx';
export { Badge } from './marks/Badge.tsx';
export { Chip } from './marks/Chip.tsx';
export { Fact, Facts } from './marks/Facts.tsx';
export { Digest } from './marks/Digest.tsx';
export { HostSquares } from './marks/HostSquares.tsx';
export { Icon } from './marks/Icon.tsx';
export type { IconName } from './marks/icons.ts';
export { PoolStateMark } from './marks/PoolStateMark.tsx';
export {
  type BuildFill,
  type HostMark,
  type ShownPoolState,
  buildFillWords,
  poolStateWords,
  toShownPoolState,
} from './marks/poolStates.ts';
export { ShareBar } from './marks/ShareBar.tsx';
export { VisibleText } from './marks/VisibleText.tsx';
export { CommandPalette } from './overlays/CommandPalette.tsx';
export { ConfirmByTyping } from './overlays/ConfirmByTyping.tsx';
export { Dialog } from './overlays/Dialog.tsx';
export { Hint } from './overlays/Hint.tsx';
export { Menu, type MenuItem } from './overlays/Menu.tsx';
export type { PaletteGroup, PaletteItem } from './overlays/rankCommands.ts';
export { Countdown } from './rollout/Countdown.tsx';
export { FailureBudget } from './rollout/FailureBudget.tsx';
export type { LaneCell, LaneHost, LaneState, LaneStep } from './rollout/laneModel.ts';
export { LogView, type LogLine } from './rollout/LogView.tsx';
export { ProgressLane, type LanePlace } from './rollout/ProgressLane.tsx';
export { CommandLine } from './signoff/CommandLine.tsx';
export { ExactBytes } from './signoff/ExactBytes.tsx';
export { LifeLine, type LifeStation } from './signoff/LifeLine.tsx';
export { PersonStanding } from './signoff/PersonStanding.tsx';
export { classes } from './tokens/classes.ts';
export { customProperties } from './tokens/customProperties.ts';
export { type ThemePreference, applyTheme, parseThemePreference } from './tokens/theme.ts';
export type { Tone } from './tokens/tone.ts';
