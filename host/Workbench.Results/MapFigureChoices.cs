namespace Workbench.Results;

/// <summary>Which maps share a colour scale.</summary>
public enum MapScale
{
    /// <summary>Each map has its own scale.</summary>
    Cell,
    /// <summary>The maps of a row share a scale.</summary>
    Row,
    /// <summary>The maps of a column share a scale.</summary>
    Column,
    /// <summary>All maps share a scale.</summary>
    Figure,
}

/// <summary>How a map's negative values are drawn.</summary>
public enum MapSign
{
    /// <summary>In their own colours, with zero in the middle. A map without negative values is drawn from its smallest value up.</summary>
    Signed,
    /// <summary>As zero.</summary>
    Positive,
    /// <summary>As their magnitude.</summary>
    Magnitude,
}

/// <summary>How a class's output is printed.</summary>
public enum OutputScore
{
    /// <summary>As the logit, whose gradients the maps use.</summary>
    Logit,
    /// <summary>As the class's softmax probability over all classes.</summary>
    Softmax,
    /// <summary>As the sigmoid of the logit, for a multi-label model.</summary>
    Sigmoid,
    /// <summary>It is not printed.</summary>
    None,
}
