using static Bifrost.Gateway.Providers.ProviderOperations;

namespace Bifrost.Gateway.Providers.OpenAiCompatible;

/// <summary>Vendors' clouds, by kind.</summary>
internal static partial class Vendors
{
    private static IEnumerable<ProviderDescriptor> Hosted =>
    [
        Vendor("ai21", "AI21", Chat, "https://docs.ai21.com/reference/jamba-1-6-api-ref") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("arcee", "Arcee AI", ChatOnly, "https://docs.arcee.ai/api-reference/chat-completion", "rcai-"),
        Vendor("baseten", "Baseten", ChatOnly, "https://docs.baseten.co/inference/model-apis/overview"),
        Vendor("byteplus", "BytePlus ModelArk", Chat | Responses, "https://docs.byteplus.com/en/docs/ModelArk"),
        Vendor("cerebras", "Cerebras", Chat | Completions | Models, "https://inference-docs.cerebras.ai/resources/openai", "csk-") with
        {
            // "Will result in a 400 error", the same page.
            Quirks = new() { RefusedFields = ["frequency_penalty", "logit_bias", "presence_penalty"], OutputCap = OutputCapName.MaxCompletionTokens },
        },
        Vendor("chutes", "Chutes", ChatOnly, "https://chutes.ai/docs", "cpk_") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("cloudflare", "Cloudflare Workers AI", Chat | Embeddings | Responses, "https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility") with
        {
            ExampleBaseUrl = "https://api.cloudflare.com/client/v4/accounts/{account_id}/ai/v1",
        },
        Vendor("crusoe", "Crusoe", ChatOnly, "https://docs.crusoecloud.com/quickstart/getting-started-with-serverless-inference") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("dashscope", "Alibaba DashScope", Chat | Embeddings | Models, "https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope"),
        Vendor("databricks", "Databricks", Chat | Completions | Embeddings, "https://docs.databricks.com/aws/en/machine-learning/model-serving/score-foundation-models", "dapi") with
        {
            ExampleBaseUrl = "https://{workspace}.cloud.databricks.com/serving-endpoints",
        },
        Vendor("deepinfra", "DeepInfra", Chat | Completions | Embeddings | Images | Speech | Transcriptions | Models, "https://deepinfra.com/docs/openai_api") with
        {
            // Usage comes with the chunk that has the finish reason: docs.deepinfra.com/chat/streaming.
            Quirks = new() { StreamedUsage = StreamedUsage.Unasked },
        },
        Vendor("deepseek", "DeepSeek", ChatOnly, "https://api-docs.deepseek.com/") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("digitalocean", "DigitalOcean Gradient", Chat | Embeddings | Images | Responses | Models, "https://docs.digitalocean.com/products/gradient-ai-platform/how-to/use-serverless-inference"),
        Vendor("doubleword", "Doubleword", Chat, "https://docs.doubleword.ai/inference-api/models"),
        Vendor("featherless", "Featherless", Chat | Completions | Embeddings | Models, "https://featherless.ai/docs/overview") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("fireworks", "Fireworks", Chat | Completions | Embeddings | Responses | Models, "https://docs.fireworks.ai/tools-sdks/openai-compatibility", "fw_"),
        Vendor("friendli", "Friendli", Chat | Completions | Models, "https://friendli.ai/docs/openapi/model-apis/chat-completions", "flp_"),
        Vendor("gmi-cloud", "GMI Cloud", ChatOnly, "https://docs.gmicloud.ai/inference-engine/api-reference/llm-api-reference") with
        {
            // "Streaming responses include usage statistics in the final data chunk", the same page.
            Quirks = new() { StreamedUsage = StreamedUsage.Unasked },
        },
        Vendor("groq", "Groq", Chat | Responses | Speech | Transcriptions | Translations | Models, "https://console.groq.com/docs/openai", "gsk_") with
        {
            // "Will result in a 400 error", the same page; messages[].name and n above 1 are left to the caller. A request of less than
            // ten seconds is billed as ten: console.groq.com/docs/speech-to-text, "Minimum Billed Length".
            Quirks = new() { RefusedFields = ["logprobs", "logit_bias", "top_logprobs"], OutputCap = OutputCapName.MaxCompletionTokens, LeastAudioSeconds = 10 },
        },
        Vendor("huggingface", "Hugging Face", Chat | Responses | Models, "https://huggingface.co/docs/inference-providers/index", "hf_"),
        Vendor("hunyuan", "Tencent Hunyuan", Chat | Embeddings, "https://cloud.tencent.com/document/product/1729/111007"),
        Vendor("inception", "Inception", Chat, "https://docs.inceptionlabs.ai/"),
        Vendor("inference-net", "Inference.net", Chat, "https://docs.inference.net/api/overview"),
        Vendor("ionos", "IONOS AI Model Hub", Chat | Embeddings | Images | Models, "https://docs.ionos.com/cloud/ai/ai-model-hub/how-tos"),
        Vendor("kilo", "Kilo Gateway", ChatOnly, "https://kilo.ai/docs/gateway/api-reference") with
        {
            // Asks for usage by itself: kilo.ai/docs/gateway/streaming.
            Quirks = new() { StreamedUsage = StreamedUsage.Unasked },
        },
        Vendor("meta", "Meta", Chat | Responses | Models, "https://dev.meta.ai/docs/protocols/chat-completions"),
        Vendor("minimax", "MiniMax", Chat | Responses | Models, "https://platform.minimax.io/docs/api-reference/text-openai-api") with { Quirks = Cap(OutputCapName.MaxCompletionTokens) },
        Vendor("mistral", "Mistral", Chat | Embeddings | Moderations | Transcriptions | Models, "https://docs.mistral.ai/api") with
        {
            // Its schema allows no other fields: what it does not list is a 422. Usage comes with the last chunk.
            Quirks = new()
            {
                RefusedFields = ["logit_bias", "logprobs", "seed", "service_tier", "store", "stream_options", "top_logprobs", "user"],
                StreamedUsage = StreamedUsage.Unasked,
                OutputCap = OutputCapName.MaxTokens,
            },
        },
        Vendor("moonshot", "Moonshot (Kimi)", Chat | Responses | Models, "https://platform.kimi.ai/docs/api/overview"),
        Vendor("nebius", "Nebius Token Factory", Chat | Completions | Embeddings | Images | Models, "https://docs.tokenfactory.nebius.com/api-reference/introduction"),
        Vendor("novita", "Novita", Chat | Completions | Embeddings | Models, "https://novita.ai/docs/guides/llm-api", "sk_"),
        Vendor("nscale", "Nscale", ChatOnly, "https://docs.nscale.com/docs/inference/serverless-models/overview"),
        Vendor("nvidia-nim", "NVIDIA NIM", Chat | Completions | Embeddings | Models, "https://docs.api.nvidia.com/nim/reference/llm-apis", "nvapi-") with
        {
            // Neither stream_options nor a chunk's usage is in the schemas of that reference.
            Quirks = new() { StreamedUsage = StreamedUsage.Never },
        },
        Vendor("opencode-zen", "OpenCode Zen", Chat | Responses | Models, "https://opencode.ai/docs/zen"),
        Vendor("openrouter", "OpenRouter", Chat | Completions | Embeddings | Responses | Models, "https://openrouter.ai/docs/api/reference/overview", "sk-or-"),
        Vendor("ovhcloud", "OVHcloud AI Endpoints", Chat | Embeddings | Models, "https://www.ovhcloud.com/en/public-cloud/ai-endpoints/catalog/") with { KeyRequired = false },
        Vendor("parasail", "Parasail", ChatOnly, "https://docs.parasail.io/parasail-docs/api-reference/authentication"),
        Vendor("perplexity", "Perplexity", Chat | Responses, "https://docs.perplexity.ai/docs/sonar/openai-compatibility", "pplx-") with
        {
            Paths = new Dictionary<ProviderOperations, string> { [Responses] = "/v1/responses" },
            Quirks = new() { StreamedUsage = StreamedUsage.Unasked },
        },
        Vendor("qianfan", "Baidu Qianfan", Chat | Embeddings, "https://cloud.baidu.com/doc/qianfan-docs/s/1m9l6eex1", "bce-v3/"),
        Vendor("sambanova", "SambaNova", Chat | Embeddings | Transcriptions | Models, "https://docs.sambanova.ai/docs/en/features/openai-compatibility"),
        Vendor("sarvam", "Sarvam AI", Chat, "https://docs.sarvam.ai/api-reference-docs/chat/chat-completions") with
        {
            Key = KeyPresentation.In("api-subscription-key"),
            Quirks = Cap(OutputCapName.MaxTokens),
        },
        Vendor("scaleway", "Scaleway", Chat | Embeddings | Responses | Transcriptions | Models, "https://www.scaleway.com/en/docs/generative-apis/reference-content/openai-compatibility/"),
        Vendor("siliconflow", "SiliconFlow", Chat | Embeddings | Images | Speech | Transcriptions | Rerank | Models, "https://docs.siliconflow.com/en/api-reference/chat-completions/chat-completions") with
        {
            Quirks = Cap(OutputCapName.MaxTokens),
        },
        Vendor("stepfun", "StepFun", ChatOnly, "https://platform.stepfun.ai/docs/en/api-reference/chat/chat-completion-create") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("tencent-tokenhub", "Tencent TokenHub", ChatOnly, "https://www.tencentcloud.com/document/product/1300/78940"),
        Vendor("together", "Together", Chat | Completions | Embeddings | Images | Speech | Transcriptions | Models, "https://docs.together.ai/docs/inference/openai-compatibility", "tgp_v1_"),
        Vendor("upstage", "Upstage", Chat | Embeddings, "https://console.upstage.ai/api/chat", "up_"),
        Vendor("venice", "Venice", Chat | Embeddings | Images | Speech | Models, "https://docs.venice.ai/overview/getting-started"),
        Vendor("vercel-ai-gateway", "Vercel AI Gateway", Chat | Embeddings | Responses | Models, "https://vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions", "vck_"),
        Vendor("volcengine", "Volcengine Ark", Chat | Embeddings | Images | Responses, "https://www.volcengine.com/docs/82379/1298454"),
        Vendor("wandb", "W&B Inference (CoreWeave)", ChatOnly, "https://docs.wandb.ai/inference/api-reference"),
        Vendor("xai", "xAI", Chat | Responses | Images | Models, "https://docs.x.ai/developers/model-capabilities/text/comparison", "xai-") with { Quirks = Cap(OutputCapName.MaxCompletionTokens) },
        Vendor("xiaomi-mimo", "Xiaomi MiMo", Chat, "https://mimo.mi.com/docs/en-US/api/chat/openai-api") with { Key = KeyPresentation.In("api-key") },
        Vendor("zai", "Z.ai", Chat | Images | Transcriptions, "https://docs.z.ai/api-reference/introduction") with { Quirks = Cap(OutputCapName.MaxTokens) },
        Vendor("zenmux", "ZenMux", ChatOnly, "https://zenmux.ai/docs/api/openai/create-chat-completion.html"),
        Vendor("zhipu", "Zhipu (BigModel)", Chat | Embeddings | Images, "https://docs.bigmodel.cn/") with { Quirks = Cap(OutputCapName.MaxTokens) },
    ];
}
