namespace Workbench.Data;

/// <summary>How a data set's objects are annotated.</summary>
public enum GroundTruth
{
    /// <summary>Boxes.</summary>
    Boxes,
    /// <summary>Masks: the object's pixels.</summary>
    Masks,
}
