namespace Workbench.TestPlugins;

/// <summary>A rule whose members misbehave.</summary>
public sealed record HostileRule(MethodKind Kind) : BackwardRule
{
    public override Tensor Start(Tensor logits, Tensor oneHot)
    {
        switch (Kind)
        {
            case MethodKind.RuleStartThrows: throw new ThrowingMessage();
            case MethodKind.RuleStartNull: return null!;
            case MethodKind.RuleStartWrongShape: return oneHot[.., ..1];
            case MethodKind.RuleStartDisposed:
                var gone = oneHot.clone();
                gone.Dispose();
                return gone;
            default: return oneHot;
        }
    }

    public override bool AppliesTo(LayerInfo layer)
    {
        if (Kind == MethodKind.RuleAppliesThrows) throw new ThrowingMessage();
        if (Kind == MethodKind.RuleAppliesHangs) Forever.Wait();
        return layer.Kind == LayerKind.Conv2d;
    }

    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        switch (Kind)
        {
            case MethodKind.RuleThrows: throw new ThrowingMessage();
            case MethodKind.RuleNullSignal: return null!;
            case MethodKind.RuleWrongShape: return upstream[.., ..1];
            case MethodKind.RuleNaN: return step.Vjp(upstream) * double.NaN;
            case MethodKind.RuleDisposed:
                var gone = step.Vjp(upstream);
                gone.Dispose();
                return gone;
            case MethodKind.RuleHangs: Forever.Wait(); break;
            case MethodKind.RuleWritesUpstream: upstream.zero_(); break;
            case MethodKind.RuleWritesWeight: step.Weight?.mul_(2); break;
            case MethodKind.RuleWritesInput: step.Input.zero_(); break;
            case MethodKind.RuleDisposesUpstream: upstream.Dispose(); return step.Input.clone();
            default: break;
        }
        return step.Vjp(upstream);
    }

    public bool Equals(HostileRule? other)
    {
        if (Kind == MethodKind.RuleEqualsThrows) throw new ThrowingMessage();
        if (Kind == MethodKind.RuleEqualsHangs) Forever.Wait();
        return other?.Kind == Kind;
    }

    public override int GetHashCode() => Kind switch
    {
        MethodKind.RuleHashThrows => throw new ThrowingMessage(),
        MethodKind.RuleEqualsThrows or MethodKind.RuleEqualsHangs => 0,
        _ => (int)Kind,
    };

    public override string ToString() => Kind == MethodKind.RuleTextThrows ? throw new ThrowingMessage() : $"{Kind}";
}
