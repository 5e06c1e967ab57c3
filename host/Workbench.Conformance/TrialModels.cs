using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>The trial model in float64 and in float32, created on first use.</summary>
internal sealed class TrialModels : IDisposable
{
    private TrialModel? _double, _single;

    public TrialModel Double => _double ??= TrialModel.Create(ScalarType.Float64);

    public TrialModel Single => _single ??= TrialModel.Create(ScalarType.Float32);

    /// <summary>Drops the models, so that new ones are created. A hanging call may still read the old ones.</summary>
    public void Reset() => (_double, _single) = (null, null);

    public void Dispose()
    {
        _double?.Dispose();
        _single?.Dispose();
    }
}
