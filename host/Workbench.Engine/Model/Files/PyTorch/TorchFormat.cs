namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>What the two formats have in common.</summary>
internal static class TorchFormat
{
    /// <summary>What to do about a file that cannot be read.</summary>
    public const string Advice =
        "Copy or download the file again; or load it in PyTorch, where you trust it, and save its state_dict alone";
}
