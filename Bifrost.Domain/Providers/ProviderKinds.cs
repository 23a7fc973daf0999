namespace Bifrost.Domain.Providers;

/// <summary>
/// The kinds of providers that a row may name, and each kind's own address: null where every installation or account has one.
/// What else is known of a kind stands in the gateway's catalogue.
/// </summary>
public static class ProviderKinds
{
    private static readonly SortedDictionary<string, string?> BaseUrls = new(StringComparer.Ordinal)
    {
        ["ai21"] = "https://api.ai21.com/studio/v1",
        ["anthropic"] = "https://api.anthropic.com",
        ["anthropic-compatible"] = null,
        ["arcee"] = "https://api.arcee.ai/api/v1",
        ["azure"] = null,
        ["baseten"] = "https://inference.baseten.co/v1",
        ["bedrock"] = null,
        ["byteplus"] = "https://ark.ap-southeast.bytepluses.com/api/v3",
        ["cerebras"] = "https://api.cerebras.ai/v1",
        ["chutes"] = "https://llm.chutes.ai/v1",
        ["cloudflare"] = null,
        ["cohere"] = "https://api.cohere.com",
        ["crusoe"] = "https://api.inference.crusoecloud.com/v1",
        ["dashscope"] = "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        ["databricks"] = null,
        ["deepinfra"] = "https://api.deepinfra.com/v1/openai",
        ["deepseek"] = "https://api.deepseek.com",
        ["digitalocean"] = "https://inference.do-ai.run/v1",
        ["docker-model-runner"] = null,
        ["doubleword"] = "https://api.doubleword.ai/v1",
        ["featherless"] = "https://api.featherless.ai/v1",
        ["fireworks"] = "https://api.fireworks.ai/inference/v1",
        ["friendli"] = "https://api.friendli.ai/serverless/v1",
        ["gemini"] = "https://generativelanguage.googleapis.com",
        ["gmi-cloud"] = "https://api.gmi-serving.com/v1",
        ["groq"] = "https://api.groq.com/openai/v1",
        ["huggingface"] = "https://router.huggingface.co/v1",
        ["hunyuan"] = "https://api.hunyuan.cloud.tencent.com/v1",
        ["inception"] = "https://api.inceptionlabs.ai/v1",
        ["inference-net"] = "https://api.inference.net/v1",
        ["ionos"] = "https://openai.inference.de-txl.ionos.com/v1",
        ["jan"] = null,
        ["kilo"] = "https://api.kilo.ai/api/gateway",
        ["koboldcpp"] = null,
        ["litellm"] = null,
        ["llama-cpp"] = null,
        ["llamafile"] = null,
        ["lm-studio"] = null,
        ["localai"] = null,
        ["meta"] = "https://api.meta.ai/v1",
        ["minimax"] = "https://api.minimax.io/v1",
        ["mistral"] = "https://api.mistral.ai/v1",
        ["moonshot"] = "https://api.moonshot.ai/v1",
        ["nebius"] = "https://api.tokenfactory.nebius.com/v1",
        ["novita"] = "https://api.novita.ai/openai/v1",
        ["nscale"] = "https://inference.api.nscale.com/v1",
        ["nvidia-nim"] = "https://integrate.api.nvidia.com/v1",
        ["ollama"] = null,
        ["openai"] = "https://api.openai.com/v1",
        ["openai-compatible"] = null,
        ["opencode-zen"] = "https://opencode.ai/zen/v1",
        ["openrouter"] = "https://openrouter.ai/api/v1",
        ["ovhcloud"] = "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1",
        ["parasail"] = "https://api.parasail.io/v1",
        ["perplexity"] = "https://api.perplexity.ai",
        ["qianfan"] = "https://qianfan.baidubce.com/v2",
        ["sambanova"] = "https://api.sambanova.ai/v1",
        ["sarvam"] = "https://api.sarvam.ai/v1",
        ["scaleway"] = "https://api.scaleway.ai/v1",
        ["sglang"] = null,
        ["siliconflow"] = "https://api.siliconflow.com/v1",
        ["stepfun"] = "https://api.stepfun.ai/v1",
        ["tencent-tokenhub"] = "https://tokenhub-intl.tencentcloudmaas.com/v1",
        ["tensorrt-llm"] = null,
        ["text-generation-webui"] = null,
        ["tgi"] = null,
        ["together"] = "https://api.together.ai/v1",
        ["upstage"] = "https://api.upstage.ai/v1",
        ["venice"] = "https://api.venice.ai/api/v1",
        ["vercel-ai-gateway"] = "https://ai-gateway.vercel.sh/v1",
        ["vertex"] = null,
        ["vllm"] = null,
        ["volcengine"] = "https://ark.cn-beijing.volces.com/api/v3",
        ["wandb"] = "https://api.inference.wandb.ai/v1",
        ["xai"] = "https://api.x.ai/v1",
        ["xiaomi-mimo"] = "https://api.xiaomimimo.com/v1",
        ["xinference"] = null,
        ["zai"] = "https://api.z.ai/api/paas/v4",
        ["zenmux"] = "https://zenmux.ai/api/v1",
        ["zhipu"] = "https://open.bigmodel.cn/api/paas/v4",
    };

    /// <summary>Every kind, in order.</summary>
    public static IReadOnlyCollection<string> All => BaseUrls.Keys;

    public static bool IsKnown(string kind) => BaseUrls.ContainsKey(kind);

    /// <summary>Whether a provider of this kind has to name its address: there is none of the kind, and its keys do not tell it.</summary>
    public static bool NeedsBaseUrl(string kind) => BaseUrlOf(kind) is null && kind is not ("bedrock" or "vertex");

    /// <summary>The address that a provider of this kind has unless it names its own; null where it must name one.</summary>
    public static string? BaseUrlOf(string kind) => BaseUrls.GetValueOrDefault(kind);
}
