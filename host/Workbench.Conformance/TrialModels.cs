using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>The trial model in both types, made when first asked for.</summary>
internal sealed class TrialModels : IDisposable
{
    private TrialModel? _double, _single;

    public TrialModel Double => _double ??= TrialModel.Create(ScalarType.Float64);

    public TrialModel Single => _single ??= TrialModel.Create(ScalarType.Float32);

    /// <summary>Makes them anew and leaves the old ones to the collector: a call that hangs reads them.</summary>
    public void Forget() => (_double, _single) = (null, null);

    public void Dispose()
    {
        _double?.Dispose();
        _single?.Dispose();
    }
}
