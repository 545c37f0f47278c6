/* The rules that an adapter of this folder may break. */
#ifndef MIZAN_FLAWS_H
#define MIZAN_FLAWS_H

enum flaw {
  kNone,
  kConstructor,
  kBadId,
  kBadSchema,
  kAnyExtension,
  kTakesAnything,
  kQuotesSettings,
  kLeaksFiles,
  kLeaksMemory,
  kSharesState,
  kExactHostOnly,
  kNeedsExtension,
  kEmptyKey,
  kOtherThread,
  kNoCase,
  kGoesBack,
  kUncovered,
  kSnapshotOpen,
  kEarlyCheckpoint,
  kForeignToken,
  kDamagedToken,
  kIgnoresRefusal,
  kLateOnCancel,
  kWrongOnDeadline,
  kReadsAhead,
  kPrints,
  kLogsSecret,
  kSetsLocale,
  kClosesStream,
  kSwallowsThrottle,
  kSkipsGarbage,
  kEndless,
  kUndeclared,
  kBrokenText,
  kOtherInWorker,
};

#endif
