namespace Workbench.TestPlugins;

/// <summary>What the hostile method does; the tests run one case per name.</summary>
public enum MethodKind
{
    /// <summary>Nothing: it behaves.</summary>
    None,
    ConstructorThrows, ConstructorHangs,
    PlanThrows, PlanThrowsThrowing, PlanThrowsNull, PlanNull, PlanHangs, PlanExceptionMessageHangs, TapsNull, TapsThrow, TapsHang, TapsUnknown, TapsNameless,
    TapsOdd, QuestionsNegative, QuestionsMost, PlanMakesTensors,
    Throws, ThrowsThrowing, ThrowsNull, ThrowsHuge, ThrowsManyLines, ThrowsNested, ThrowsOutOfMemory, ThrowsCancelled, ThrowsHangingMessage, ThrowsHostsOwn,
    Null, Disposed, NoHeight, Empty, Scalar, Meta, Sparse, Complex, Bool, Whole, Half, WrongRank, WrongRows, WrongChannels, NaN, Infinity, Expanded, Transposed,
    RequiresGradient, Shared, Tall,
    WritesActivation, WritesGradient, WritesInput, WritesImages, WritesLogits, WritesBias, WritesInputGradient, ResizesActivation, SwapsActivation,
    DisposesActivation, DisposesGradient, DisposesInput, DisposesImages, DisposesLogits, DisposesBias, DisposesEverything,
    ReadsUnplanned, RandomOfNoRow, AsksTooMuch, AsksNull, AsksWrongShape, AsksUnplanned, AsksWrongRows,
    Hangs, HangsInTensors, WaitsForThePool, TakesThePool, ThreadOutlives, KeepsTensors, OpensScope, Prints, HoldsTheConsole,
    ChangesFolder, ChangesCulture, ChangesConsole, ChangesType, ChangesThreads, ChangesGradientMode, ChangesInferenceMode, SeedsEverything, CollectsForever,
    RuleNull, RuleAppliesThrows, RuleAppliesHangs, RuleStartThrows, RuleStartNull, RuleStartWrongShape, RuleStartDisposed, RuleThrows, RuleNullSignal,
    RuleWrongShape, RuleNaN, RuleDisposed, RuleHangs, RuleWritesUpstream, RuleWritesWeight, RuleWritesInput, RuleDisposesUpstream, RuleEqualsThrows,
    RuleHashThrows, RuleEqualsHangs, RuleTextThrows,
}

/// <summary>What the hostile metric does.</summary>
public enum MetricKind
{
    /// <summary>Nothing: it behaves.</summary>
    None,
    ConstructorThrows, PlanThrows, PlanThrowsThrowing, PlanNull, PlanHangs, StatesNull, StatesEmpty, StatesHang, StatesThrow, StatesNullEntry, StatesUnknownLayer,
    StatesTwice, TargetsOdd, NeedsOdd,
    Throws, ThrowsThrowing, ThrowsNull, ThrowsHuge, Null, RowsNull, SkippedNull, RowsHang, RowsThrow, RowsMany, RowsEndless, RowNull, RowOfOtherImage, RowOfNobody,
    RowClassNegative, RowClassHuge, RowTwice, RowNaN, RowInfinity, RowUnknownState, SkippedNullEntry, SkippedReasonNull, SkippedReasonHuge, ScoredAndSkipped,
    WritesMap, ReluOfMap, DisposesMap, ResizesMap, WritesLogits, WritesSample, AsksUnknownClass, AsksUnknownState, Hangs, HangsInTensors,
    ChangesFolder, ChangesType, ChangesThreads,
    SummaryThrows, SummaryThrowsThrowing, SummaryThrowsNull, SummaryNull, SummaryAlsoNull, SummaryAlsoThrows, SummaryAlsoHangs, SummaryNaN, SummaryInfinity,
    SummaryHangs, SummaryCurveNull, SummaryCurveNullEntry, SummaryWritesRows, SummaryNoteHuge, SummaryOdd,
}
