using TorchSharp;
using Workbench.Engine.Native;
var l = TorchRuntime.Load();
Console.WriteLine(l + " " + Allocator.Tuned);
using var x = torch.randn(64, 512, 512);
Console.WriteLine(x.relu().sum().item<float>());
