namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>Shared by the zip and the legacy format.</summary>
internal static class TorchFormat
{
    /// <summary>The remedy for an unreadable file.</summary>
    public const string Advice =
        "Copy or download the file again. Or, if you trust it, load it in PyTorch and save only its state_dict";
}
