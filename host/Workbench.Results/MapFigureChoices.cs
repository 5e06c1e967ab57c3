namespace Workbench.Results;

/// <summary>Which maps share a scale of colours.</summary>
public enum MapScale
{
    /// <summary>Each has its own.</summary>
    Cell,
    /// <summary>Those of a row.</summary>
    Row,
    /// <summary>Those of a column.</summary>
    Column,
    /// <summary>All.</summary>
    Figure,
}

/// <summary>What becomes of a map's negative values before it is drawn.</summary>
public enum MapSign
{
    /// <summary>They have colours of their own, and zero is the middle; a map without any is drawn from its smallest value up.</summary>
    Signed,
    /// <summary>They are drawn as zero.</summary>
    Positive,
    /// <summary>They are drawn as their magnitude.</summary>
    Magnitude,
}

/// <summary>How a class's output is written.</summary>
public enum OutputScore
{
    /// <summary>The logit, which the maps are gradients of.</summary>
    Logit,
    /// <summary>Share of the class in a softmax over all classes.</summary>
    Softmax,
    /// <summary>The logistic function of the logit, for a model of independent classes.</summary>
    Sigmoid,
    /// <summary>Not at all.</summary>
    None,
}
