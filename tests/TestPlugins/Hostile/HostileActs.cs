using System.Globalization;

namespace Workbench.TestPlugins;

/// <summary>Attacks on the host's tensors, the process and threads, before a valid map is returned.</summary>
internal static class HostileActs
{
    private static readonly List<Tensor> s_kept = [];
    private static readonly LayerRef s_layer = "b5";

    public static Tensor Run(MethodKind kind, IPass pass)
    {
        ToTheHosts(kind, pass);
        ToTheProcess(kind);
        WithThreads(kind);
        Asking(kind, pass);
        if (kind == MethodKind.KeepsTensors) s_kept.Add(zeros(4).DetachFromDisposeScope());
        return
            kind
                is MethodKind.DisposesEverything
                    or MethodKind.DisposesInput
                    or MethodKind.DisposesActivation
                    or MethodKind.DisposesGradient
            ? ones([pass.Targets.Count, 1, 2, 2], ScalarType.Float32)
            : pass.Activation(s_layer).sum([1], keepdim: true) + pass.InputGradient.sum();
    }

    private static void ToTheHosts(MethodKind kind, IPass pass)
    {
        switch (kind)
        {
            case MethodKind.WritesActivation: pass.Activation(s_layer).fill_(3); break;
            case MethodKind.WritesGradient: pass.Gradient(s_layer).relu_(); break;
            case MethodKind.WritesInput: pass.Input.zero_(); break;
            case MethodKind.WritesImages: pass.Images.mul_(2); break;
            case MethodKind.WritesLogits: pass.Logits.add_(1); break;
            case MethodKind.WritesBias: pass.Bias(s_layer.Name == "b5" ? "features.12" : s_layer)?.add_(1); break;
            case MethodKind.WritesInputGradient: pass.InputGradient.neg_(); break;
            case MethodKind.ResizesActivation: pass.Activation(s_layer).unsqueeze_(0); break;
            case MethodKind.SwapsActivation: pass.Activation(s_layer).set_(zeros_like(pass.Activation(s_layer))); break;
            case MethodKind.DisposesActivation: pass.Activation(s_layer).Dispose(); break;
            case MethodKind.DisposesGradient: pass.Gradient(s_layer).Dispose(); break;
            case MethodKind.DisposesInput: pass.Input.Dispose(); break;
            case MethodKind.DisposesImages: pass.Images.Dispose(); break;
            case MethodKind.DisposesLogits: pass.Logits.Dispose(); break;
            case MethodKind.DisposesBias: pass.Bias("features.12")?.Dispose(); break;
            case MethodKind.DisposesEverything:
                foreach (
                    var given in (Tensor?[])
                        [
                            pass.Activation(s_layer), pass.Gradient(s_layer), pass.Input, pass.Images, pass.Logits, pass.InputGradient,
                            pass.Bias("features.12"),
                        ])
                    given?.Dispose();
                break;
            case MethodKind.ReadsUnplanned: pass.Gradient("features.0"); break;
            case MethodKind.RandomOfNoRow: pass.Rng(int.MaxValue); break;
            default: break;
        }
    }

    private static void ToTheProcess(MethodKind kind)
    {
        switch (kind)
        {
            case MethodKind.OpensScope: _ = NewDisposeScope(); break;
            case MethodKind.Prints: Console.Out.Write(new string(' ', 10_000)); break;
            case MethodKind.ChangesFolder: Environment.CurrentDirectory = Path.GetTempPath(); break;
            case MethodKind.ChangesCulture:
                var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                odd.NumberFormat.NumberDecimalSeparator = ";";
                CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = odd;
                break;
            case MethodKind.ChangesConsole: Console.SetOut(TextWriter.Null); break;
            case MethodKind.ChangesType: set_default_dtype(ScalarType.Float64); break;
            case MethodKind.ChangesThreads: set_num_threads(1); break;
            case MethodKind.ChangesGradientMode: _ = set_grad_enabled(true); break;
            case MethodKind.ChangesInferenceMode: _ = inference_mode(true); break;
            case MethodKind.SeedsEverything: manual_seed(1); break;
            case MethodKind.CollectsForever:
                for (var i = 0; i < 5; i++) GC.Collect();
                break;
            default: break;
        }
    }

    private static void WithThreads(MethodKind kind)
    {
        switch (kind)
        {
            case MethodKind.Hangs: Forever.Wait(); break;
            case MethodKind.HangsInTensors:
                for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 5; )
                    ones(64, 64).mm(ones(64, 64)).Dispose();
                break;
            case MethodKind.WaitsForThePool: Task.Run(() => 1).Wait(); break;
            case MethodKind.TakesThePool:
                for (var i = 0; i < 64; i++) ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(200));
                break;
            case MethodKind.ThreadOutlives: new Thread(Forever.Wait) { IsBackground = true }.Start(); break;
            case MethodKind.HoldsTheConsole:
                new Thread(() =>
                {
                    lock (Console.Out) Thread.Sleep(500);
                }) { IsBackground = true }.Start();
                break;
            default: break;
        }
    }

    private static void Asking(MethodKind kind, IPass pass)
    {
        switch (kind)
        {
            case MethodKind.AsksTooMuch: pass.Ask.Logits(pass.Images.repeat(50, 1, 1, 1)); break;
            case MethodKind.AsksNull: pass.Ask.Logits(null!); break;
            case MethodKind.AsksWrongShape: pass.Ask.Logits(zeros(2, 5)); break;
            case MethodKind.AsksUnplanned: pass.Ask.Logits(pass.Images); break;
            case MethodKind.AsksWrongRows: pass.Ask.InputGradients(pass.Images, [(99, -3)]); break;
            default: break;
        }
    }
}
