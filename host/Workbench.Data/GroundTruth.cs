namespace Workbench.Data;

/// <summary>What a data set's objects are known by.</summary>
public enum GroundTruth
{
    /// <summary>Boxes.</summary>
    Boxes,
    /// <summary>Masks: the objects' own pixels.</summary>
    Masks,
}
